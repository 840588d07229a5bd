using System.Runtime.InteropServices;
using Pipeline3D.Networks.Loading;
using TorchSharp;

namespace Pipeline3D.Networks;

/// <summary>libtorch in this process: loaded at the first question, never by merely loading this assembly. Every type
/// of this project asks first; whoever uses TorchSharp's words directly calls <see cref="Require"/> before.</summary>
/// <remarks>Looked for in the folder that the environment variable PIPELINE3D_LIBTORCH names, else in <c>torch</c>
/// beside the program, else in NuGet's package folder. Safe for concurrent use.</remarks>
public static class TorchRuntime
{
    private static readonly Lazy<(TorchFolder? Folder, string Why)> Loaded = new(Load);

    /// <summary>True when networks run here.</summary>
    public static bool IsAvailable => Loaded.Value.Why.Length == 0;

    /// <summary>Why networks do not run here: one sentence with what was looked for and what to do; empty when they
    /// do.</summary>
    public static string WhyUnavailable => Loaded.Value.Why;

    /// <summary>True when the files were found, whether or not they load.</summary>
    internal static bool IsFound => Loaded.Value.Folder is not null;

    /// <summary>Tensors that managed code holds now, of all threads; what a test of leaks counts.</summary>
    /// <exception cref="TorchUnavailableException">libtorch does not load.</exception>
    public static long LiveTensors
    {
        get
        {
            Require();
            return torch.Tensor.TotalCount;
        }
    }

    /// <summary>Does nothing where networks run.</summary>
    /// <exception cref="TorchUnavailableException">They do not.</exception>
    public static void Require()
    {
        if (!IsAvailable)
            throw new TorchUnavailableException(WhyUnavailable);
    }

    /// <summary>What networks run on here; loads libtorch where it can.</summary>
    public static TorchDescription Describe() => IsAvailable
        ? new TorchDescription(true, Loaded.Value.Folder!.Version, Loaded.Value.Folder.Path,
            torch.cuda.is_available(), torch.get_num_threads(), "")
        : new TorchDescription(false, "", "", false, 0, WhyUnavailable);

    /// <summary>A device that networks can be moved to.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="TorchUnavailableException">libtorch does not load, or has no such device.</exception>
    /// <exception cref="ArgumentException">There is no device of that name.</exception>
    public static torch.Device Device(string name)
    {
        Require();
        if (name == "cpu")
            return torch.CPU;
        if (name != "cuda" && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name[5..], out _)))
            throw new ArgumentException($"'{name}' is no device of networks: cpu, cuda or cuda:N", nameof(name));
        int index = name == "cuda" ? 0 : int.Parse(name[5..], System.Globalization.CultureInfo.InvariantCulture);
        int devices = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (index < 0 || index >= devices)
            throw new TorchUnavailableException(
                $"libtorch in {Loaded.Value.Folder!.Path} sees {devices} CUDA devices, so "
                + $"'{name}' cannot be used: set {TorchFolder.Variable} to the folder of a libtorch "
                + $"{TorchFolder.LibtorchVersion} built for CUDA, on a machine with such a device, or use cpu");
        return torch.device($"cuda:{index}");
    }

    private static (TorchFolder? Folder, string Why) Load()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return (null, $"networks run on Linux x64 only, this is {RuntimeInformation.RuntimeIdentifier}; "
                + "methods without a network run here");
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (TorchFolder.Find(Environment.GetEnvironmentVariable(TorchFolder.Variable), AppContext.BaseDirectory,
            packages, out string missing) is not { } folder)
            return (null, $"networks do not run here: {missing}");
        string? problem = TorchLoader.Load(folder);
        return (folder, problem is null ? "" : $"networks do not run here: {problem}");
    }
}
