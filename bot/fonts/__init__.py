"""Inter, the letters of the papers, of the preview's phones and of the projector.

They are served with the pages, so that these look alike, and fit, whatever the machine has.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
FILES: Final = ("Inter-Regular.otf", "Inter-SemiBold.otf", "Inter-Bold.otf")
