using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The part at these indices, in PyTorch's meaning; a view unless a tensor is among them. Setting copies
        /// into that part.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set
            {
                Tensor part = View(indices, out Tensor?[] tensors);
                if (tensors.Length == 0)
                    part.copy_(value);
                else
                    part.index_put_(value, tensors);
            }
        }

        /// <summary>The part at these indices, in PyTorch's meaning; a view unless a tensor is among them.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            Tensor part = View(indices, out Tensor?[] tensors);
            return tensors.Length == 0 ? part : part.index(tensors);
        }

        // Takes places, ranges and new dimensions one by one; what is left for tensors is an index by dimension.
        private Tensor View(TensorIndex[] indices, out Tensor?[] tensors)
        {
            Tensor part = this;
            var found = new List<Tensor?>();
            int dim = 0;
            for (int i = 0; i < indices.Length; i++)
            {
                TensorIndex index = indices[i];
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        part = part.select(dim, index.Start!.Value);
                        continue;
                    case TensorIndex.IndexKind.New:
                        part = part.unsqueeze(dim);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        int rest = indices.Skip(i + 1).Sum(Consumes);
                        while (dim < part.ndim - rest)
                        {
                            found.Add(null);
                            dim++;
                        }
                        continue;
                    case TensorIndex.IndexKind.Tensor:
                        found.AddRange(Enumerable.Repeat<Tensor?>(null, dim - found.Count));
                        found.Add(index.Indices);
                        dim += Consumes(index);
                        continue;
                    case TensorIndex.IndexKind.Slice when index.Start is not null || index.Stop is not null || index.Step > 1:
                        part = Operators.One("slice", "Tensor", part, dim, index.Start, index.Stop, index.Step ?? 1);
                        break;
                }
                found.Add(null);
                dim++;
            }
            tensors = found.Any(item => item is not null) ? [.. found] : [];
            return ReferenceEquals(part, this) && tensors.Length == 0 ? alias() : part;
        }

        private static int Consumes(TensorIndex index) => index.Kind switch
        {
            TensorIndex.IndexKind.New or TensorIndex.IndexKind.Ellipsis => 0,
            TensorIndex.IndexKind.Tensor when index.Indices!.dtype == ScalarType.Bool => (int)index.Indices.ndim,
            _ => 1,
        };

        private static (Tensor First, Tensor Second) Pair(Tensor[] tensors) => (tensors[0], tensors[1]);
    }
}
