using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>A tensor of libtorch. Belongs to the innermost <see cref="DisposeScope"/> at its birth; outside of scopes
    /// its holder disposes it, or the finalizer in the end.</summary>
    /// <remarks>Operators come in PyTorch's names: those ending in _ change the tensor itself. Not thread-safe for writing.</remarks>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private readonly long _pressure;

        internal Tensor(nint handle, long ownBytes = 0)
        {
            _handle = handle;
            // Small tensors are not worth the call; what counts is that megabytes are not invisible to the collector.
            if (ownBytes >= 64 << 10)
                GC.AddMemoryPressure(_pressure = ownBytes);
            DisposeScope.Current?.Include(this);
        }

        /// <summary>Releases a tensor that no one disposed.</summary>
        ~Tensor() => Release();

        /// <summary>The native handle.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed, perhaps by its scope.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor),
            "this tensor was disposed, perhaps with its scope: MoveToOuterDisposeScope or DetachFromDisposeScope keeps it");

        /// <summary>True once disposed.</summary>
        public bool IsInvalid => _handle == 0;

        internal DisposeScope? Scope { get; set; }

        /// <summary>Type and shape, for messages.</summary>
        internal string Summary => IsInvalid ? "disposed" : $"{dtype.ToString().ToLowerInvariant()}[{string.Join(", ", shape)}]";

        /// <summary>Releases it; libtorch keeps the memory while a graph or a view needs it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Releases it.</summary>
        protected virtual void Dispose(bool disposing)
        {
            Scope?.Forget(this);
            Scope = null;
            Release();
        }

        /// <summary>Hands it to the scope around the one that it belongs to.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes it out of all scopes: its holder disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <summary>A second handle to the same tensor, in the current scope.</summary>
        public Tensor alias() => Operators.One("alias", "", this);

        /// <inheritdoc/>
        public override string ToString() => IsInvalid ? "disposed tensor"
            : numel() <= 16 && device.type == DeviceType.CPU ? $"{Summary} {{{string.Join(", ", ToDoubles())}}}" : Summary;

        /// <summary>True for the same elements in the same shape.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && (ReferenceEquals(this, other)
            || (!IsInvalid && !other.IsInvalid && shape.AsSpan().SequenceEqual(other.shape) && equal(other)));

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        private void Release()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            NativeMethods.p3d_release(handle);
            if (_pressure > 0)
                GC.RemoveMemoryPressure(_pressure);
        }
    }
}
