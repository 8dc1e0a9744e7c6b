"""The yearly report of a municipal treatment centre, from raw extracts to published figures."""

import os

# The matrices here are small: more threads of numpy's library would only wait for each other, at
# full speed. It reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
