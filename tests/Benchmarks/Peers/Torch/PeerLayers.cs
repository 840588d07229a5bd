using Pipeline3D.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipeline3D.Benchmarks.Peers.Torch;

/// <summary>3D-ST's layers on libtorch, in the order in which the PyTorch driver makes them, so that one seed draws the
/// same weights in both.</summary>
internal static class PeerLayers
{
    /// <summary>Linear and LeakyReLU(0.2); in place where nothing else needs the linear part.</summary>
    public static Sequential Mlp(long inputs, long outputs, PeerForm form)
        => nn.Sequential(nn.Linear(inputs, outputs), nn.LeakyReLU(0.2, inplace: form == PeerForm.Well));

    /// <summary>Mean over the neighbours of geometry and feature, [n, c] to [n, 2c].</summary>
    public sealed class Aggregation : Network<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Sequential geometry;
        private readonly PeerForm _form;

        public Aggregation(long width, PeerForm form) : base("aggregation")
        {
            (geometry, _form) = (Mlp(4, width, form), form);
            RegisterComponents();
        }

        public override Tensor forward(Tensor feature, Tensor geo, Tensor index)
        {
            long n = index.size(0), k = index.size(1), c = feature.size(1);
            Tensor gathered = feature.index_select(0, index.view(-1)).view(n, k, c);
            if (_form == PeerForm.Naive)
                return cat([geometry.call(geo), gathered], -1).mean([1]);
            return cat([geometry.call(geo).mean([1]), gathered.mean([1])], -1);
        }
    }

    /// <summary>A residual block, [n, d] to [n, d].</summary>
    public sealed class Block : Network<Tensor, Tensor, Tensor, Tensor>
    {
        private readonly Sequential reduce, expand, shortcut;
        private readonly Aggregation lfa1, lfa2;
        private readonly PeerForm _form;

        public Block(long width, PeerForm form) : base("block")
        {
            _form = form;
            reduce = Mlp(width, width / 4, form);
            (lfa1, lfa2) = (new Aggregation(width / 4, form), new Aggregation(width / 2, form));
            (expand, shortcut) = (Mlp(width, width, form), Mlp(width, width, form));
            RegisterComponents();
        }

        public override Tensor forward(Tensor feature, Tensor geo, Tensor index)
        {
            // Without scopes the naive form holds 4 GB at 16,000 points; with them it loses some percent. A graph of
            // gradients holds its tensors anyway.
            using DisposeScope? scope = _form == PeerForm.Naive && !is_grad_enabled() ? NewDisposeScope() : null;
            Tensor local = lfa2.call(lfa1.call(reduce.call(feature), geo, index), geo, index);
            Tensor output = expand.call(local) + shortcut.call(feature);
            return scope is null ? output : output.MoveToOuterDisposeScope();
        }
    }

    /// <summary>Four blocks and a head, to [n, d].</summary>
    public sealed class Descriptors : Network<Tensor, Tensor, Tensor>
    {
        private readonly ModuleList<Block> blocks;
        private readonly Sequential head;
        private readonly long _width;

        public Descriptors(long width, PeerForm form) : base("descriptors")
        {
            _width = width;
            blocks = nn.ModuleList([.. Enumerable.Range(0, 4).Select(_ => new Block(width, form))]);
            head = nn.Sequential(nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor geo, Tensor index)
        {
            Tensor feature = zeros(geo.size(0), _width);
            foreach (Block block in blocks)
                feature = block.call(feature, geo, index);
            return head.call(feature);
        }
    }
}
