"""Times torch's own operations on the card at the sizes of GpuCheck and writes their best times, in milliseconds.

Operands lie on the card before and results stay there. One run goes before; what takes long is timed once. float32 throughout: TF32 is off for matrix products by default
(torch.backends.cuda.matmul.allow_tf32), and stays so.

    python3 torch_ops.py OUT.json
"""
import json
import sys
import time

import torch

card = torch.device("cuda:0")


def surface(n):
    torch.manual_seed(n)
    xy = torch.rand(n, 2, device=card)
    z = 1 + 0.1 * torch.sin(6 * xy[:, :1]) * torch.cos(5 * xy[:, 1:])
    return torch.cat([xy, z], 1).contiguous()


def best(work, seconds=1.0):
    work()
    torch.cuda.synchronize()
    least, began = float("inf"), time.perf_counter()
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        least = min(least, time.perf_counter() - start)
    return 1000 * least


def knn(points, k, chunk=4096):
    for start in range(0, len(points), chunk):
        torch.cdist(points[start:start + chunk], points).topk(k + 1, largest=False)


def farthest(rows, count):
    distance = torch.full((len(rows),), float("inf"), device=card)
    pick = torch.zeros((), dtype=torch.long, device=card)
    for _ in range(count):
        distance = torch.minimum(distance, ((rows - rows[pick]) ** 2).sum(1))
        pick = distance.argmax()


def zbuffer(views, n, side):
    pixel = torch.randint(0, side * side, (views, n), device=card)
    depth = torch.rand(views, n, device=card)
    nearest = torch.full((views, side * side), float("inf"), device=card)
    return lambda: nearest.scatter_reduce(1, pixel, depth, "amin")


def normals(points, k, chunk=2048):
    found = []
    for start in range(0, len(points), chunk):
        near = torch.cdist(points[start:start + chunk], points).topk(k, largest=False).indices
        offsets = points[near] - points[near].mean(1, keepdim=True)
        found.append(torch.linalg.eigh(offsets.transpose(1, 2) @ offsets).eigenvectors[:, :, 0])
    return torch.cat(found)


times = {}


def note(name, work):
    try:
        times[name] = best(work)
    except RuntimeError as cause:  # out of memory: that size has no figure
        print(name, str(cause).splitlines()[0], file=sys.stderr)
    torch.cuda.empty_cache()
    # After each: what was measured stays when a later one takes too long.
    with open(sys.argv[1], "w") as file:
        json.dump(times, file)


note("knn_300000_32", lambda points=surface(300_000): knn(points, 32, 2048))
note("normals_64000_30", lambda points=surface(64_000): normals(points, 30))
note("coreset_100000_10000", lambda rows=torch.rand(100_000, 33, device=card): farthest(rows, 10_000))
for n, picks in ((300_000, 64_000), (50_000, 1024), (300_000, 16_384)):
    points = surface(n)
    note(f"fps_{n}_{picks}", lambda: farthest(points, picks))
note("coreset_100000_1000", lambda rows=torch.rand(100_000, 33, device=card): farthest(rows, 1000))
note("knn_50000_16", lambda points=surface(50_000): knn(points, 16))
for queries, bank, columns in ((784, 20_000, 33), (12_544, 100_000, 33), (784, 10_000, 1536)):
    rows, asked = torch.rand(bank, columns, device=card), torch.rand(queries, columns, device=card)
    note(f"rows_{queries}_{bank}_{columns}", lambda: torch.cdist(asked, rows).min(1))
for n in (112_896, 50_000, 640_000):
    note(f"zbuffer_9_{n}_336", zbuffer(9, n, 336))
# Brute force over 10^12 pairs: last, as it may take longer than there is time for.
note("knn_1000000_16", lambda points=surface(1_000_000): knn(points, 16, 1024))
