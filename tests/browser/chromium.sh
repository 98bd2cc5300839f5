#!/usr/bin/env bash
# Starts $CHROMIUM without the two pages that each window would load for its address bar: headless, nobody sees them, and
# they take more work than a test. Of two lists of features Chromium takes the last, so Playwright's own is made longer.
exec "$CHROMIUM" "${@/#--disable-features=/--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,}"
