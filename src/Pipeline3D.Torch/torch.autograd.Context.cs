namespace Pipeline3D.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a function keeps from forward for backward.</summary>
        public sealed class AutogradContext
        {
            private readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);
            private List<Tensor> _restored = [];

            internal AutogradContext()
            {
            }

            internal List<Tensor> Saved { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            internal bool MaterializesGrads { get; private set; } = true;

            /// <summary>Keeps tensors for backward; call it at most once, in forward. libtorch notices when one is changed in
            /// place before backward.</summary>
            public void save_for_backward(List<Tensor> tensors) => Saved = [.. tensors];

            /// <summary>The tensors that forward saved, in its order; for backward.</summary>
            public List<Tensor> get_saved_variables() => _restored;

            /// <summary>Keeps anything that is no tensor, under a key.</summary>
            /// <exception cref="ArgumentException">It is a tensor, which save_for_backward keeps.</exception>
            public void save_data(string key, object value) => _data[key] = value is not Tensor ? value
                : throw new ArgumentException($"'{key}' is a tensor: keep it with save_for_backward", nameof(value));

            /// <summary>What forward kept under a key.</summary>
            /// <exception cref="KeyNotFoundException">It kept nothing under it.</exception>
            public object get_data(string key) => _data[key];

            /// <summary>Names outputs that have no gradient; call it at most once, in forward.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            /// <summary>With false, backward is handed null instead of zeros for an output that nothing used.</summary>
            public void set_materialize_grads(bool value) => MaterializesGrads = value;

            internal void Restore(List<Tensor> saved) => _restored = saved;

            internal void ForwardEnded() => (Saved, NonDifferentiable) = ([], []);
        }
    }
}
