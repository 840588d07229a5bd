namespace Pipeline3D.Kernels.Devices;

/// <summary>Marks a method that runs on devices; the tests compile all of them to the texts that devices
/// take.</summary>
/// <remarks>An implicitly grouped kernel takes an index and its arguments, a grouped one its arguments alone. Arguments
/// are one struct of views, numbers and int flags.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelAttribute : Attribute;
