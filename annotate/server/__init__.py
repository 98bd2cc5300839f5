"""HTTP routes beside Streamlit's: the edits API and the editor's files."""
