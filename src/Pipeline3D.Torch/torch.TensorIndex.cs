namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>What stands in an indexer for one dimension: a place, a range, a new dimension, all that are left, or a
    /// tensor of indices or truth values.</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null) =>
            (Kind, Start, Stop, Step, Indices) = (kind, start, stop, step, tensor);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Indices { get; }

        /// <summary>All places of one dimension.</summary>
        public static TensorIndex Colon { get; } = new(IndexKind.Slice);

        /// <summary>All places of the dimensions that are not named.</summary>
        public static TensorIndex Ellipsis { get; } = new(IndexKind.Ellipsis);

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex Null { get; } = new(IndexKind.New);

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None => Null;

        /// <summary>The places [start, stop) by steps; negative counts from the end.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(IndexKind.Slice, start, stop, step);

        /// <summary>One place; the dimension goes.</summary>
        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);

        /// <summary>A truth value: true keeps all in a new dimension of size 1.</summary>
        public static TensorIndex Bool(bool value) => new(IndexKind.Tensor, tensor: tensor(value));

        /// <summary>Indices or truth values.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        /// <summary>One place; the dimension goes.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>Indices or truth values.</summary>
        public static implicit operator TensorIndex(Tensor tensor) => Tensor(tensor);

        /// <summary>The places of a range.</summary>
        public static implicit operator TensorIndex(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);

        internal enum IndexKind
        {
            Slice,
            Single,
            New,
            Ellipsis,
            Tensor,
        }
    }
}
