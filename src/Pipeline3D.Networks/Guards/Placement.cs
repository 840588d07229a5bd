using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Networks.Guards;

/// <summary>Moves modules to a device or type: TorchSharp's <c>Module.to</c> ends the process when the native module
/// cannot follow, so every tensor is tried first by a call whose errors come back.</summary>
public static class Placement
{
    /// <summary>Moves parameters and buffers.</summary>
    /// <param name="module">What is moved, in place.</param>
    /// <param name="device">Where to; see <see cref="TorchRuntime.Device"/>.</param>
    /// <returns>The module.</returns>
    /// <exception cref="NetworkException">The device does not exist or has no room for it; nothing was
    /// moved.</exception>
    public static T Move<T>(T module, Device device) where T : nn.Module
    {
        Try(module, device, null);
#pragma warning disable RS0030 // tried above
        module.to(device);
#pragma warning restore RS0030
        return module;
    }

    /// <summary>Turns the numbers of parameters and buffers into another type of real numbers.</summary>
    /// <inheritdoc cref="Move"/>
    /// <exception cref="ArgumentException">The type is no floating-point type.</exception>
    public static T Convert<T>(T module, ScalarType type) where T : nn.Module
    {
        if (type is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException(
                $"weights of type {type} cannot be trained or run: a floating-point type is needed",
                nameof(type));
        Try(module, null, type);
#pragma warning disable RS0030 // tried above
        module.to(type);
#pragma warning restore RS0030
        return module;
    }

    private static void Try(nn.Module module, Device? device, ScalarType? type)
    {
        using DisposeScope scope = NewDisposeScope();
        // All at once: what is freed in between could make room for a part that does not fit as a whole.
        foreach ((string name, Tensor tensor) in module.state_dict())
            try
            {
                _ = device is not null ? tensor.to(device, copy: true) : tensor.to(type!.Value, copy: true);
            }
            catch (Exception cause) when (cause is System.Runtime.InteropServices.ExternalException
                or InvalidOperationException)
            {
                throw new NetworkException($"{module.GetName()}.{name}", TensorText.Of(tensor), cause);
            }
    }
}
