"""The app: `streamlit run streamlit_app.py`, or `annotate run`."""

import streamlit as st

from annotate.app.application import parts

app = st.App("annotate/app/main.py", **parts())
