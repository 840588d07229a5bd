using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Copies another tensor's elements into this one.</summary>
        public Tensor copy_(Tensor source, bool non_blocking = false) =>
            Operators.InPlace(this, "copy_", "", this, source, non_blocking);

        /// <summary>Sets every element.</summary>
        public Tensor fill_(Scalar value) => Operators.InPlace(this, "fill_", "Scalar", this, value);

        /// <summary>Sets every element to zero.</summary>
        public Tensor zero_() => Operators.InPlace(this, "zero_", "", this);

        /// <summary>Draws every element from U[from, to).</summary>
        public Tensor uniform_(double from = 0, double to = 1) =>
            Operators.InPlace(this, "uniform_", "", this, from, to);

        /// <summary>Draws every element from a normal distribution.</summary>
        public Tensor normal_(double mean = 0, double stddev = 1) =>
            Operators.InPlace(this, "normal_", "", this, mean, stddev);

        /// <summary>A copy that autograd follows.</summary>
        public Tensor clone() => Operators.One("clone", "", this);

        /// <summary>The same elements outside of the graph, without copying.</summary>
        public Tensor detach() => Operators.One("detach", "", this);

        /// <summary>Converted to another element type; itself when it is of that type.</summary>
        public Tensor to_type(ScalarType type, bool copy = false) =>
            Operators.One("to", "dtype", this, type, false, copy);

        /// <summary>Converted to another element type.</summary>
        public Tensor to(ScalarType type, bool copy = false) => to_type(type, copy);

        /// <summary>Moved to another device; itself when it lies there.</summary>
        public Tensor to(Device device, bool copy = false) =>
            Operators.One("to", "device", this, device, dtype, false, copy);

        /// <summary>Moved to the processor.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>As float32.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);

        /// <summary>As float64.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>As int64.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);

        /// <summary>As int32.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);

        /// <summary>As truth values.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);

        /// <summary>As half.</summary>
        public Tensor half() => to_type(ScalarType.Float16);

        /// <summary>As bfloat16.</summary>
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
    }
}
