using Pipeline3D.Blocks;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Kernels.Devices;

namespace Pipeline3D.Hosting.Running;

/// <summary>The device that a pipeline asks for.</summary>
internal static class PipelineDevices
{
    /// <summary>The pipeline with the device that is meant: what <c>auto</c> is here decides results, so it stands in
    /// the run's identity and in the keys of its cache.</summary>
    /// <exception cref="RunException">There is none of this name; the message says why.</exception>
    public static (PipelineDefinition Pipeline, RunDevice Device) Resolve(
        this DeviceCatalog devices, PipelineDefinition pipeline)
    {
        try
        {
            DeviceChoice choice = devices.Choose(pipeline.Run.Device);
            return (pipeline with { Run = pipeline.Run with { Device = choice.Name } }, new RunDevice(choice));
        }
        catch (ArgumentException cause)
        {
            throw new RunException(cause.Message, cause);
        }
    }

    /// <summary>The device and who uses it, in a sentence.</summary>
    public static string Describe(PipelineDefinition pipeline, string device)
    {
        string[] users = [.. pipeline.Blocks.Where(block => block.UsesDevice).Select(block => block.Id)];
        return device == DeviceCatalog.Cpu ? "Device: cpu."
            : users.Length == 0 ? $"Device: {device}, which no block of this pipeline uses."
            : $"Device: {device} for {string.Join(", ", users)}; the other blocks compute on the cores.";
    }
}
