namespace Pipeline3D.Torch;

public static partial class torch
{
    /// <summary>A copy that autograd follows.</summary>
    public static Tensor clone(Tensor input) => input.clone();

    /// <summary>The same elements outside of the graph, without copying.</summary>
    public static Tensor detach(Tensor input) => input.detach();
}
