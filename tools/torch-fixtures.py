#!/usr/bin/python3
"""Writes the fixtures that tests/Pipeline3D.Networks.Tests compares with: what PyTorch computes for every layer, function and
optimizer. A developer tool: needs python3-torch (apt-get install python3-torch); the tests need no Python.

    /usr/bin/python3 tools/torch-fixtures.py
"""
import json
import os
import struct

import torch
import torch.nn as nn
import torch.nn.functional as F

FOLDER = os.path.join(os.path.dirname(__file__), "..", "tests", "Pipeline3D.Networks.Tests", "Fixtures")
TYPES = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL", torch.float64: "F64"}


def save(name, tensors):
    """safetensors: u64 header length, JSON header, numbers."""
    header, body = {}, b""
    for key, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                       "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(FOLDER, name + ".safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def run(out, name, function, inputs, parameters=(), integers=()):
    """Output, and the gradients of sum(output * seed) for a random seed tensor."""
    leaves = [x.clone().requires_grad_() if i not in integers else x for i, x in enumerate(inputs)]
    for i, x in enumerate(inputs):
        out[f"{name}/input{i}"] = x
    result = function(*leaves)
    seed = torch.randn_like(result)
    (result * seed).sum().backward()
    out[f"{name}/output"], out[f"{name}/seed"] = result, seed
    for i, leaf in enumerate(leaves):
        if i not in integers:
            out[f"{name}/grad{i}"] = leaf.grad
    for key, parameter in parameters:
        out[f"{name}/grad.{key}"] = parameter.grad


def layer(out, name, module, *inputs, integers=()):
    for key, tensor in module.state_dict().items():
        out[f"{name}/state.{key}"] = tensor.clone()
    run(out, name, module, inputs, module.named_parameters(), integers)
    for key, tensor in module.named_buffers():
        out[f"{name}/after.{key}"] = tensor.clone()
    parameters = list(module.parameters())
    if parameters:
        optimizer = torch.optim.Adam(parameters, lr=1e-2, weight_decay=1e-3)
        optimizer.step()
        for key, parameter in module.named_parameters():
            out[f"{name}/adam.{key}"] = parameter
    module.eval()
    out[f"{name}/eval"] = module(*inputs)


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.second = nn.Linear(6, 8), nn.LayerNorm(8), nn.Linear(8, 3)

    def forward(self, x):
        return self.second(F.gelu(self.norm(self.first(x))))


def layers():
    out = {}
    layer(out, "Linear", nn.Linear(5, 4), torch.randn(3, 5))
    layer(out, "LinearNoBias", nn.Linear(5, 4, bias=False), torch.randn(2, 3, 5))
    layer(out, "Conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2), torch.randn(2, 4, 9))
    layer(out, "Conv2d", nn.Conv2d(3, 5, 3, stride=2, padding=1), torch.randn(2, 3, 8, 7))
    layer(out, "Conv2dReflect", nn.Conv2d(2, 3, (3, 5), padding=(1, 2), padding_mode="reflect"), torch.randn(1, 2, 6, 7))
    layer(out, "Conv2dDilated", nn.Conv2d(4, 4, 3, dilation=2, groups=4, bias=False), torch.randn(1, 4, 7, 7))
    layer(out, "ConvTranspose2d", nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), torch.randn(2, 4, 5, 5))
    layer(out, "LayerNorm", nn.LayerNorm([4, 5]), torch.randn(3, 4, 5))
    layer(out, "BatchNorm1d", nn.BatchNorm1d(4), torch.randn(6, 4))
    layer(out, "BatchNorm2d", nn.BatchNorm2d(3), torch.randn(2, 3, 4, 5))
    layer(out, "Embedding", nn.Embedding(7, 4, padding_idx=2), torch.tensor([[1, 2, 6], [6, 0, 2]]), integers=(0,))
    layer(out, "Mlp", Mlp(), torch.randn(4, 6))
    layer(out, "Sequential", nn.Sequential(nn.Linear(3, 5), nn.LeakyReLU(0.2), nn.Linear(5, 2), nn.Tanh()), torch.randn(4, 3))
    for name, module in [("LeakyReLU", nn.LeakyReLU(0.2)), ("ReLU", nn.ReLU()), ("GELU", nn.GELU()), ("SiLU", nn.SiLU()),
                         ("ELU", nn.ELU(0.7)), ("Sigmoid", nn.Sigmoid()), ("Tanh", nn.Tanh()), ("Softmax", nn.Softmax(-1)),
                         ("Flatten", nn.Flatten()), ("Identity", nn.Identity())]:
        layer(out, name, module, torch.randn(2, 3, 4) * 2)
    save("layers", out)


def functions():
    out = {}
    image, rows, index = torch.randn(2, 3, 6, 5), torch.randn(7, 4), torch.tensor([3, 0, 3, 6])
    cases = {
        "matmul": (lambda a, b: a @ b, torch.randn(2, 3, 4), torch.randn(4, 5)),
        "bmm": (torch.bmm, torch.randn(2, 3, 4), torch.randn(2, 4, 5)),
        "addmm": (lambda c, a, b: torch.addmm(c, a, b, beta=0.5, alpha=2), torch.randn(3, 5), torch.randn(3, 4), torch.randn(4, 5)),
        "einsum": (lambda a, b: torch.einsum("bqd,bkd->bqk", a, b), torch.randn(2, 3, 4), torch.randn(2, 5, 4)),
        "cdist": (torch.cdist, torch.randn(5, 3), torch.randn(6, 3)),
        "cat": (lambda a, b: torch.cat([a, b], 1), torch.randn(2, 3), torch.randn(2, 4)),
        "stack": (lambda a, b: torch.stack([a, b], -1), torch.randn(2, 3), torch.randn(2, 3)),
        "gather": (lambda x, i: x.gather(1, i), torch.randn(3, 5), torch.tensor([[0, 4], [1, 1], [2, 3]])),
        "index_select": (lambda x, i: x.index_select(0, i), rows, index),
        "index_add": (lambda x, i, s: x.index_add(0, i, s), rows, index, torch.randn(4, 4)),
        "scatter_add": (lambda x, i, s: x.scatter_add(0, i, s), rows, index[:, None].expand(4, 4).contiguous(), torch.randn(4, 4)),
        "index": (lambda x, i: x[i, 1:3], rows, index),
        "where": (lambda a, b: torch.where(a > 0, a, b), torch.randn(3, 4), torch.randn(3, 4)),
        "masked_fill": (lambda a: a.masked_fill(a < 0, 2.5), torch.randn(3, 4)),
        "clamp": (lambda a: a.clamp(-0.5, 0.8), torch.randn(3, 4)),
        "topk": (lambda a: a.topk(3, dim=1)[0], torch.randn(4, 6)),
        "sort": (lambda a: a.sort(dim=0, descending=True)[0], torch.randn(4, 6)),
        "max": (lambda a: a.max(dim=1)[0], torch.randn(4, 6)),
        "amax": (lambda a: a.amax((0, 2), keepdim=True), torch.randn(3, 4, 5)),
        "mean": (lambda a: a.mean((0, 2)), torch.randn(3, 4, 5)),
        "sum": (lambda a: a.sum(1), torch.randn(3, 4, 5)),
        "var": (lambda a: a.var(1), torch.randn(3, 6)),
        "std": (lambda a: a.std(1, unbiased=False), torch.randn(3, 6)),
        "norm": (lambda a: a.norm(dim=1, keepdim=True), torch.randn(3, 6)),
        "logsumexp": (lambda a: a.logsumexp(1), torch.randn(3, 6)),
        "cumsum": (lambda a: a.cumsum(1), torch.randn(3, 6)),
        "prod": (lambda a: a.prod(), torch.randn(2, 3)),
        "softmax": (lambda a: a.softmax(1), torch.randn(3, 6)),
        "log_softmax": (lambda a: a.log_softmax(1), torch.randn(3, 6)),
        "pow": (lambda a: a.abs().pow(1.7), torch.randn(3, 4)),
        "lerp": (lambda a, b: a.lerp(b, 0.3), torch.randn(3, 4), torch.randn(3, 4)),
        "permute": (lambda a: a.permute(2, 0, 1).reshape(5, -1), torch.randn(3, 4, 5)),
        "roll": (lambda a: a.roll((1, -2), (0, 1)), torch.randn(3, 4)),
        "rsqrt": (lambda a: (a.square() + 1).rsqrt(), torch.randn(3, 4)),
        "erf": (lambda a: a.erf() + a.log1p() + a.expm1(), torch.rand(3, 4)),
        "softplus": (F.softplus, torch.randn(3, 4)),
        "normalize": (lambda a: F.normalize(a, dim=1), torch.randn(3, 4)),
        "mse_loss": (F.mse_loss, torch.randn(3, 4), torch.randn(3, 4)),
        "l1_loss": (F.l1_loss, torch.randn(3, 4), torch.randn(3, 4)),
        "smooth_l1_loss": (lambda a, b: F.smooth_l1_loss(a, b, reduction="sum"), torch.randn(3, 4), torch.randn(3, 4)),
        "cross_entropy": (F.cross_entropy, torch.randn(4, 5), torch.tensor([0, 4, 2, 2])),
        "bce_with_logits": (F.binary_cross_entropy_with_logits, torch.randn(3, 4), torch.rand(3, 4)),
        "cosine_similarity": (F.cosine_similarity, torch.randn(3, 4), torch.randn(3, 4)),
        "bilinear": (lambda a: F.interpolate(a, (9, 11), mode="bilinear", align_corners=False), image),
        "bilinear_corners": (lambda a: F.interpolate(a, (9, 11), mode="bilinear", align_corners=True), image),
        "bicubic": (lambda a: F.interpolate(a, (9, 11), mode="bicubic", align_corners=False), image),
        "nearest": (lambda a: F.interpolate(a, scale_factor=(2.0, 1.5)), image),
        "pad": (lambda a: F.pad(a, (1, 2, 0, 1), mode="replicate"), image),
        "unfold": (lambda a: F.unfold(a, 3, padding=1, stride=2), image),
        "max_pool2d": (lambda a: F.max_pool2d(a, 2), image),
        "avg_pool2d": (lambda a: F.avg_pool2d(a, 3, 1, 1), image),
        "adaptive_avg_pool2d": (lambda a: F.adaptive_avg_pool2d(a, (2, 2)), image),
        "attention": (lambda q, k, v: ((q @ k.transpose(-2, -1)) / q.shape[-1] ** 0.5).softmax(-1) @ v,
                      torch.randn(2, 2, 3, 4), torch.randn(2, 2, 5, 4), torch.randn(2, 2, 5, 4)),
        "attention_causal": (lambda q, k, v: ((q @ k.transpose(-2, -1)) / q.shape[-1] ** 0.5).masked_fill(
            ~torch.ones(3, 3).tril().bool(), float("-inf")).softmax(-1) @ v,
            torch.randn(1, 2, 3, 4), torch.randn(1, 2, 3, 4), torch.randn(1, 2, 3, 4)),
    }
    for name, (function, *inputs) in cases.items():
        run(out, name, function, inputs, integers=[i for i, x in enumerate(inputs) if not x.is_floating_point()])
    save("functions", out)


def optimizers():
    out, cases = {}, {
        "Adam": lambda p: torch.optim.Adam(p, lr=1e-2, betas=(0.8, 0.99), eps=1e-7, weight_decay=1e-2, foreach=False),
        "AdamAmsgrad": lambda p: torch.optim.Adam(p, lr=1e-2, amsgrad=True, maximize=True, foreach=False),
        "AdamW": lambda p: torch.optim.AdamW(p, lr=1e-2, weight_decay=0.1, foreach=False),
        "SGD": lambda p: torch.optim.SGD(p, lr=1e-2, foreach=False),
        "SGDMomentum": lambda p: torch.optim.SGD(p, lr=1e-2, momentum=0.9, weight_decay=1e-3, nesterov=True, foreach=False),
        "SGDDampened": lambda p: torch.optim.SGD(p, lr=1e-2, momentum=0.8, dampening=0.3, foreach=False),
    }
    for name, make in cases.items():
        module, x, y = Mlp(), torch.randn(4, 6), torch.randn(4, 3)
        out[f"{name}/x"], out[f"{name}/y"] = x, y
        for key, tensor in module.state_dict().items():
            out[f"{name}/state.{key}"] = tensor.clone()
        optimizer = make(module.parameters())
        for _ in range(20):
            optimizer.zero_grad()
            F.mse_loss(module(x), y).backward()
            optimizer.step()
        for key, tensor in module.state_dict().items():
            out[f"{name}/after.{key}"] = tensor.clone()
    save("optimizers", out)


def seeded():
    """What one seed draws, in this order."""
    torch.manual_seed(42)
    out = {"randn": torch.randn(20), "rand": torch.rand(3, 4), "randperm": torch.randperm(10), "randint": torch.randint(3, 9, (8,))}
    for name, module in [("linear", nn.Linear(5, 4)), ("conv2d", nn.Conv2d(2, 3, 3)), ("embedding", nn.Embedding(4, 3)),
                         ("transpose", nn.ConvTranspose2d(2, 3, 3))]:
        for key, tensor in module.state_dict().items():
            out[f"{name}.{key}"] = tensor
    out["dropout"] = F.dropout(torch.ones(30), 0.4)
    save("seeded", out)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(7)
    layers()
    functions()
    optimizers()
    seeded()
