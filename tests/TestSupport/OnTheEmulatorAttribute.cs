using Xunit.v3;

namespace Pipeline3D.TestSupport;

/// <summary>Marks tests that run kernels on ILGPU's CPU accelerator: tools/test-programs gives them a core of their
/// own.</summary>
/// <remarks>Its threads hand over to each other all the time; beside others such a test takes many times as
/// long.</remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnTheEmulatorAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Device", "emulator")];
}
