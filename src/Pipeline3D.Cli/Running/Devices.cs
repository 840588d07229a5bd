using Pipeline3D.Definitions;
using Pipeline3D.Kernels;

namespace Pipeline3D.Cli;

/// <summary>The devices of this machine, for runs and ops.</summary>
internal static class Devices
{
    /// <summary>A catalogue with the GPU adapter, when it lies beside the program.</summary>
    /// <exception cref="UsageException">The adapter is there but cannot be loaded.</exception>
    public static DeviceCatalog Open(int hostThreads = 0)
    {
        try
        {
            return new DeviceCatalog(
                DevicePlugin.Load(Path.Combine(AppContext.BaseDirectory, DevicePlugin.IlgpuFile)), hostThreads);
        }
        catch (InvalidOperationException cause)
        {
            throw new UsageException(cause.Message, cause);
        }
    }

    /// <summary>Opens a device.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public static DeviceChoice ChooseOrExplain(this DeviceCatalog devices, string name)
    {
        try
        {
            return devices.Choose(name);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"there is no device '{name}' here; there are "
                + $"{string.Join(", ", devices.Names)}; for GPUs build Pipeline3D.Ilgpu with -p:Gpu=true and put it "
                + "beside the program");
        }
    }

    /// <summary>The device and who uses it, in a sentence.</summary>
    public static string Describe(PipelineDefinition pipeline, string device)
    {
        string[] users = [.. pipeline.Blocks.Where(block => block.UsesDevice).Select(block => block.Id)];
        return device == "cpu" ? "Device: cpu."
            : users.Length == 0 ? $"Device: {device}, which no block of this pipeline uses."
            : $"Device: {device} for {string.Join(", ", users)}; the other blocks compute on the cores.";
    }
}
