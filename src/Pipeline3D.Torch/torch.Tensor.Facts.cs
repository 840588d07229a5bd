using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sizes, outermost first.</summary>
        public long[] shape => Shape(strides: false);

        /// <summary>Number of dimensions.</summary>
        public long ndim => NativeMethods.p3d_dims(Handle);

        /// <summary>Type of the elements.</summary>
        public ScalarType dtype => (ScalarType)NativeMethods.p3d_dtype(Handle);

        /// <summary>Where it lives.</summary>
        public unsafe Device device
        {
            get
            {
                int index;
                return new Device((DeviceType)NativeMethods.p3d_device(Handle, &index), index);
            }
        }

        /// <summary>True when it collects a gradient.</summary>
        public bool requires_grad
        {
            get => (NativeMethods.p3d_flags(Handle) & 2) != 0;
            set => requires_grad_(value);
        }

        /// <summary>True when no operation that autograd recorded made it.</summary>
        public bool is_leaf => (NativeMethods.p3d_flags(Handle) & 4) != 0;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => numel();

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => element_size();

        /// <summary>Number of dimensions.</summary>
        public long dim() => ndim;

        /// <summary>Size of one dimension; negative counts from the end.</summary>
        public long size(int dim)
        {
            long[] sizes = shape;
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        /// <summary>Steps between neighbours in elements, outermost first.</summary>
        public long[] stride() => Shape(strides: true);

        /// <summary>Number of elements.</summary>
        public long numel()
        {
            long count = 1;
            foreach (long size in shape)
                count *= size;
            return count;
        }

        /// <summary>Bytes of one element.</summary>
        public long element_size() => SizeOf(dtype);

        /// <summary>True when its elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => (NativeMethods.p3d_flags(Handle) & 1) != 0;

        /// <summary>True for floating-point elements.</summary>
        public bool is_floating_point() => dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64
            or ScalarType.BFloat16;

        private unsafe long[] Shape(bool strides)
        {
            int dims = NativeMethods.p3d_dims(Handle);
            var sizes = new long[dims];
            var steps = new long[dims];
            fixed (long* size = sizes, step = steps)
                NativeMethods.p3d_shape(_handle, size, step);
            GC.KeepAlive(this);
            return strides ? steps : sizes;
        }
    }
}
