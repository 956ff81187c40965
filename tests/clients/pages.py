"""Commands and programs that pages show."""

import re
import socket
from pathlib import Path

ROOT = Path(__file__).parents[2]


def shell_blocks(page: Path) -> list[list[str]]:
    """The commands of a page's ```sh blocks. One that goes on in the next line ends in a backslash, or that line is
    indented."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    return [re.findall(r"^[^\s#].*(?:\n[ \t]+.*)*", block, re.MULTILINE) for block in blocks]


def programs(page: Path, language: str) -> list[str]:
    """The programs of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
