using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in row-major order, in place where the tensor is contiguous on the processor, else
        /// copied.</summary>
        /// <typeparam name="T">The C# type of <see cref="dtype"/>.</typeparam>
        /// <exception cref="ArgumentException">The tensor holds other elements.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        /// <summary>The memory of a contiguous tensor on the processor, without copying; valid while the tensor lives.</summary>
        /// <typeparam name="T">The C# type of <see cref="dtype"/>.</typeparam>
        /// <remarks>Writing through it is not seen by autograd. TorchSharp has <see cref="bytes"/> only.</remarks>
        /// <exception cref="ArgumentException">The tensor holds other elements, lies elsewhere or has gaps.</exception>
        public unsafe Span<T> AsSpan<T>() where T : unmanaged
        {
            RequireType<T>();
            RequireMemory();
            return new Span<T>((void*)NativeMethods.p3d_data(Handle), checked((int)numel()));
        }

        /// <summary>The memory of a contiguous tensor on the processor as bytes, without copying; setting copies into it.</summary>
        /// <exception cref="ArgumentException">It lies elsewhere, has gaps, or the lengths differ.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireMemory();
                return new Span<byte>((void*)NativeMethods.p3d_data(Handle), checked((int)(numel() * element_size())));
            }

            set
            {
                Span<byte> own = bytes;
                if (own.Length != value.Length)
                    throw new ArgumentException($"{Summary} has {own.Length} bytes, not {value.Length}", nameof(value));
                value.CopyTo(own);
            }
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">The tensor holds more than one element, or elements of another type.</exception>
        public T item<T>() where T : unmanaged
        {
            RequireType<T>();
            if (numel() != 1)
                throw new ArgumentException($"item takes the only element, and {Summary} has {numel()}");
            using Tensor here = Detached("cpu").contiguous();
            return here.AsSpan<T>()[0];
        }

        /// <summary>Sets every element from an array in row-major order.</summary>
        /// <exception cref="ArgumentException">The length or type is another.</exception>
        public void CopyFrom<T>(ReadOnlySpan<T> values) where T : unmanaged => values.CopyTo(
            values.Length == numel() ? AsSpan<T>()
            : throw new ArgumentException($"{Summary} has {numel()} elements, not {values.Length}"));

        /// <summary>The only element as a truth value.</summary>
        public static explicit operator bool(Tensor tensor) => tensor.item<bool>();

        /// <summary>The only element of a float tensor.</summary>
        public static explicit operator float(Tensor tensor) => tensor.item<float>();

        /// <summary>The only element of a double tensor.</summary>
        public static explicit operator double(Tensor tensor) => tensor.item<double>();

        /// <summary>The only element of an int64 tensor.</summary>
        public static explicit operator long(Tensor tensor) => tensor.item<long>();

        internal void RequireType<T>() where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
                throw new ArgumentException($"{Summary} holds no {typeof(T).Name}: convert it with to_type first");
        }

        private void RequireMemory()
        {
            if (device.type != DeviceType.CPU)
                throw new ArgumentException($"{Summary} lies on {device}: call cpu() first");
            if (!is_contiguous())
                throw new ArgumentException($"{Summary} is not contiguous: call contiguous() first");
        }

        /// <summary>A row-major copy on the processor outside of any scope and graph.</summary>
        internal Tensor Detached(string where)
        {
            Tensor here = Operators.One("detach", "", this).DetachFromDisposeScope();
            if (device.type == DeviceType.CPU)
                return here;
            using (here)
                return here.to(new Device(where)).DetachFromDisposeScope();
        }

        private double[] ToDoubles()
        {
            using DisposeScope scope = NewDisposeScope();
            return detach().to_type(ScalarType.Float64).contiguous().AsSpan<double>().ToArray();
        }
    }
}
