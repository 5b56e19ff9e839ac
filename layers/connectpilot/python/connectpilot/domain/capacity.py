"""How much a connector may use: MSK Connect's capacity, provisioned or autoscaled."""

from __future__ import annotations

from dataclasses import dataclass

MCU_COUNTS = (1, 2, 4, 8)  # MSK Connect API, ProvisionedCapacity
MAX_WORKERS = 10  # per connector; the bound that Terraform's provider validates


@dataclass(frozen=True, slots=True)
class Provisioned:
    """A fixed number of workers of `mcu` MCU each (1 MCU = 1 vCPU and 4 GiB)."""

    workers: int = 1
    mcu: int = 1

    def __str__(self) -> str:
        return f"{self.workers} {'worker' if self.workers == 1 else 'workers'} of {self.mcu} MCU"

    @property
    def most_workers(self) -> int:
        return self.workers


@dataclass(frozen=True, slots=True)
class Autoscaled:
    """Workers that MSK Connect adds above `scale_out_percent` of CPU and removes below `scale_in_percent`."""

    min_workers: int = 1
    max_workers: int = 2
    mcu: int = 1
    scale_in_percent: int = 20
    scale_out_percent: int = 80

    def __str__(self) -> str:
        bounds = f"autoscaled under {self.scale_in_percent} and over {self.scale_out_percent} % of CPU"
        return f"{self.min_workers} to {self.max_workers} workers of {self.mcu} MCU, {bounds}"

    @property
    def most_workers(self) -> int:
        return self.max_workers


Capacity = Provisioned | Autoscaled
