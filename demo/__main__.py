"""`python -m demo [FOLDER]`: write the demo company's files, by default into data/."""

import sys
from pathlib import Path

from demo.company import write_company

DATA = Path(__file__).resolve().parent.parent / "data"

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    for path in write_company(folder):
        print(f"{path.stat().st_size:>9,}  {path}")
