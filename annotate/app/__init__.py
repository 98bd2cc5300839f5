"""The Streamlit pages: thin, without SQL, offsets or names of formats."""
