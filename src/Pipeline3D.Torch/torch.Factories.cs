using Pipeline3D.Torch.Binding;

namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>Zeros in a shape.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("zeros", "", size, dtype, Argument.None, device, Argument.None), requires_grad);

    /// <summary>Zeros in a shape, float32.</summary>
    public static Tensor zeros(params long[] size) => zeros(size, null);

    /// <summary>Zeros in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("zeros_like", "", input, dtype, Argument.None, device, Argument.None, Argument.None),
            requires_grad);

    /// <summary>Ones in a shape.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("ones", "", size, dtype, Argument.None, device, Argument.None), requires_grad);

    /// <summary>Ones in a shape, float32.</summary>
    public static Tensor ones(params long[] size) => ones(size, null);

    /// <summary>Ones in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("ones_like", "", input, dtype, Argument.None, device, Argument.None, Argument.None),
            requires_grad);

    /// <summary>Draws from U[0, 1) in a shape.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("rand", "", size, dtype, Argument.None, device, Argument.None), requires_grad);

    /// <summary>Draws from U[0, 1) in a shape, float32.</summary>
    public static Tensor rand(params long[] size) => rand(size, null);

    /// <summary>Draws from U[0, 1) in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("rand_like", "", input, dtype, Argument.None, device, Argument.None, Argument.None),
            requires_grad);

    /// <summary>Draws from N(0, 1) in a shape.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("randn", "", size, dtype, Argument.None, device, Argument.None), requires_grad);

    /// <summary>Draws from N(0, 1) in a shape, float32.</summary>
    public static Tensor randn(params long[] size) => randn(size, null);

    /// <summary>Draws from N(0, 1) in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("randn_like", "", input, dtype, Argument.None, device, Argument.None, Argument.None),
            requires_grad);

    /// <summary>Elements of any value in a shape.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("empty", "memory_format", size, dtype, Argument.None, device, Argument.None,
            Argument.None), requires_grad);

    /// <summary>Elements of any value in a shape, float32.</summary>
    public static Tensor empty(params long[] size) => empty(size, null);

    /// <summary>Elements of any value in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("empty_like", "", input, dtype, Argument.None, device, Argument.None, Argument.None),
            requires_grad);

    /// <summary>One value in a shape; int64 or float32 unless a type is given.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("full", "", size, value, dtype, Argument.None, device, Argument.None), requires_grad);

    /// <summary>One value in another tensor's shape; of its type unless one is given.</summary>
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("full_like", "", input, value, dtype, Argument.None, device), requires_grad);

    /// <summary>Numbers 0, 1, ... below stop; int64 for whole numbers unless a type is given.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("arange", "", stop, dtype, Argument.None, device), requires_grad);

    /// <summary>Numbers start, start + 1, ... below stop; int64 for whole numbers unless a type is given.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("arange", "start", start, stop, dtype, Argument.None, device), requires_grad);

    /// <summary>Numbers start, start + step, ... below stop; int64 for whole numbers unless a type is given.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Leaf(Operators.One("arange", "start_step", start, stop, step, dtype, Argument.None, device), requires_grad);

    /// <summary>Evenly spaced numbers from start to end, both included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null,
        Device? device = null, bool requires_grad = false) =>
        Leaf(Operators.One("linspace", "", start, end, steps, dtype, Argument.None, device), requires_grad);

    /// <summary>The unit matrix, [rows, columns]; columns of -1 means rows.</summary>
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Leaf(Operators.One("eye", "m", rows, columns < 0 ? rows : columns, dtype, Argument.None, device),
            requires_grad);

    /// <summary>A random order of 0 .. n-1, int64.</summary>
    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null) =>
        Operators.One("randperm", "", n, dtype ?? ScalarType.Int64, Argument.None, device);

    /// <summary>Whole numbers drawn from [low, high) in a shape, int64 unless a type is given.</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null) =>
        Operators.One("randint", "low", low, high, size, dtype ?? ScalarType.Int64, Argument.None, device);

    private static Tensor Leaf(Tensor tensor, bool requires_grad) => requires_grad ? tensor.requires_grad_() : tensor;
}
