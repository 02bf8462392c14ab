"""What all tests share: no screen, no network, no settings of the person who runs them."""

import os

os.environ["QT_QPA_PLATFORM"] = os.environ.get("ANNOTATOR_TEST_PLATFORM", "offscreen")
