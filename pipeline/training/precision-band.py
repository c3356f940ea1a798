#!/usr/bin/env python3
"""Trains a recipe in float32 and in bfloat16 with several seeds and says whether bfloat16 ends within float32's spread.

    pipeline/training/precision-band.py                       the quickstart, seeds 0 1 2: six runs of about a minute
    pipeline/training/precision-band.py --recipe mae-cifar10 --set data.train.path=DIR --set data.test.path=DIR

The figure of a run is the mean loss over its last epochs. bfloat16 passes if the mean of its figures lies between the
smallest and the largest of float32, widened by their standard deviation on both sides: three seeds know the ends of a band badly.
Exit code 0 if it passes, 1 if not. Runs and store are kept in --folder, so that a second call only prints.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import urllib.parse

LACUNA = pathlib.Path(__file__).resolve().parents[2] / "lacuna"


def final_loss(options, precision, seed):
    """Pre-trains, and returns the mean loss over the last epochs."""
    name = f"{options.recipe}-{precision}-{seed}"
    settings = [f"seed={seed}", f"pretrain.precision={precision}", "evaluate=[]", "gates=[]", *options.set]
    command = [LACUNA, "run", options.recipe, "--name", name, "--json", "--runs", options.folder / "runs"]
    command += ["--store", options.folder / "store"]
    for setting in settings:
        command += ["--set", setting]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    run = json.loads((options.folder / "runs" / name / "run.json").read_text())
    encoder = next(stage for stage in run["stages"] if stage["id"] == "pretrain")
    file = pathlib.Path(urllib.parse.urlparse(encoder["folder"]).path, "events.jsonl")
    events = [json.loads(line) for line in file.read_text().splitlines()]
    last = [e["loss"] for e in events if e["epoch"] > events[-1]["epoch"] - options.epochs]
    return statistics.mean(last)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", default="quickstart")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=float, default=2, help="epochs at the end that are averaged over")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("precision-band"))
    options = parser.parse_args()

    losses = {p: [final_loss(options, p, s) for s in options.seeds] for p in ("float32", "bfloat16")}
    print("| seed | float32 | bfloat16 | difference |\n|--:|--:|--:|--:|")
    for i, seed in enumerate(options.seeds):
        a, b = losses["float32"][i], losses["bfloat16"][i]
        print(f"| {seed} | {a:.4f} | {b:.4f} | {100 * (b / a - 1):+.2f} % |")
    spread = statistics.stdev(losses["float32"])
    low, high = min(losses["float32"]) - spread, max(losses["float32"]) + spread
    mean = statistics.mean(losses["bfloat16"])
    inside = low <= mean <= high
    print(f"\nbfloat16's mean {mean:.4f} lies {'within' if inside else 'OUTSIDE'} float32's band {low:.4f} to {high:.4f}")
    return 0 if inside else 1


if __name__ == "__main__":
    sys.exit(main())
