"""A record and a label set in, problems out. No SQL, no Streamlit; the only place that imports jsonschema."""
