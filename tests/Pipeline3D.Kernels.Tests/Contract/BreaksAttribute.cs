namespace Pipeline3D.Kernels.Tests;

/// <summary>Marks a sample kernel with a part of the breach that the check must report.</summary>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class BreaksAttribute(string message) : Attribute
{
    public string Message => message;
}
