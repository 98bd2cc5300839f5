"""The app: `streamlit run streamlit_app.py`, or `annotate run`."""

import streamlit as st
from starlette.middleware import Middleware

from annotate.app.failures import on_script_error
from annotate.server.promptness import prompt_answers
from annotate.server.quiet_absence import QuietAbsence
from annotate.server.routes import routes

app = st.App(
    "annotate/app/main.py",
    routes=routes(),
    middleware=[Middleware(QuietAbsence)],
    lifespan=prompt_answers,
    on_script_error=on_script_error,
)
