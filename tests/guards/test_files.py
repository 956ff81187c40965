"""What no file of the project may hold."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In pieces, so that this file does not hold them either.
_REGISTRIES = ["pypi" + ".org", "python" + "hosted", "pypi" + ".python", "download.py" + "torch", "conda" + ".anaconda",
               "registry.npm" + "js", "hugging" + "face.co", "ghcr" + ".io", "quay" + ".io"]  # fmt: skip


def test_no_file_names_the_host_of_a_package_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=True).stdout  # fmt: skip
    files = [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    assert len(files) > 50
    found = [
        (str(file.relative_to(ROOT)), host)
        for file in files
        for host in _REGISTRIES
        if host.encode() in file.read_bytes()
    ]
    assert found == []
