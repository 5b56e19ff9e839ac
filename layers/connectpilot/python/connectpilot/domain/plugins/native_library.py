"""For which machine a native library was made, by its first bytes."""

from __future__ import annotations

ENDINGS = (".so", ".dll", ".dylib", ".jnilib")
WORKERS = "linux-x86_64"
HEAD = 512
_ELF = {3: "x86", 20: "ppc", 21: "ppc64", 22: "s390x", 40: "arm", 62: "x86_64", 183: "aarch64", 243: "riscv"}
_ELF_HEADER = 52
_ELF_FREEBSD = 9
_PE = {0x014C: "x86", 0x8664: "x86_64", 0xAA64: "aarch64"}
_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xcf")


def platform_of(head: bytes) -> str:
    if head[:4] == b"\x7fELF" and len(head) >= _ELF_HEADER:
        number = int.from_bytes(head[18:20], "little" if head[5] == 1 else "big")
        # FreeBSD marks its own; Linux is among those that mark nothing.
        system = "freebsd" if head[7] == _ELF_FREEBSD else "linux"
        return f"{system}-{_ELF.get(number, f'elf{number}')}"
    if head[:2] == b"MZ":
        at = int.from_bytes(head[60:64], "little")
        return f"windows-{_PE.get(int.from_bytes(head[at + 4 : at + 6], 'little'), 'other')}"
    return "macos" if head[:4] in _MACH_O else "unknown"
