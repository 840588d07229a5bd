using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ILGPU.Runtime.Cuda;
using Pipeline3D.GpuCheck;
using Pipeline3D.Kernels.Devices;

// GpuCheck DEVICE OUT [--seconds S] [--small] [--torch FILE] [--only NAME]: times every kernel, or those whose name
// begins so, on DEVICE beside the cores and writes gpu.json and performance-gpu.md into OUT. Exit code 1 when a result
// is not that of the cores.
// GpuCheck ptx OUT: writes the PTX of every kernel.
if (args is ["ptx", { } target])
{
    Directory.CreateDirectory(target);
    foreach (string kernel in KernelTexts.Names)
        File.WriteAllText(Path.Combine(target, $"{kernel}.ptx"), KernelTexts.Ptx(kernel, CudaInstructionSet.ISA_78));
    Console.WriteLine($"{KernelTexts.Names.Count} kernels");
    return 0;
}
// GpuCheck probe DEVICE: whether it can be opened.
if (args is not [{ } first, { } second, ..])
{
    Console.Error.WriteLine("usage: GpuCheck DEVICE OUT [--seconds S] [--small] [--torch FILE] [--only NAME]");
    return 2;
}
double seconds = 1;
string only = "";
bool small = args.Contains("--small");
var torch = new Dictionary<string, double>(StringComparer.Ordinal);
for (int i = 2; i < args.Length - 1; i++)
{
    if (args[i] == "--seconds")
        seconds = double.Parse(args[i + 1], CultureInfo.InvariantCulture);
    else if (args[i] == "--only")
        only = args[i + 1];
    else if (args[i] == "--torch" && File.Exists(args[i + 1]))
        torch = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(args[i + 1]))!;
}
bool probes = first == "probe";
(string name, string folder) = probes ? (second, "") : (first, second);
using var catalog = new DeviceCatalog(DeviceDiscovery.List, DeviceDiscovery.OpenTimed);
KernelDevice? device;
try
{
    device = catalog.Choose(name).Device;
}
catch (ArgumentException cause)
{
    Console.Error.WriteLine(cause.Message);
    return 2;
}
if (device is null)
{
    Console.Error.WriteLine($"{name} is the cores themselves: choose a device");
    return 2;
}
if (probes)
    return 0;
string described = name == DeviceCatalog.Emulator ? name
    : catalog.Devices.First(listing => listing.Name == device.Name).Description;
string system = string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, ")
    + string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, ")
    + RuntimeInformation.FrameworkDescription;
if (Environment.GetEnvironmentVariable("PIPELINE3D_DRIVER") is { Length: > 0 } driver)
    system += $", driver {driver}";
var results = new List<KernelResult>();
foreach (KernelCase wanted in Cases.All(small, only))
{
    KernelResult result = Stopwatches.Measure(wanted, device, seconds, torch);
    results.Add(result);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{result.Kernel}, {result.Size}: cpu {result.CoresBest:0.###} ms, first {result.First:0.#}, steady ")
        + string.Create(CultureInfo.InvariantCulture, $"{result.Steady:0.###}, resident {result.Resident:0.###}, ")
        + string.Create(CultureInfo.InvariantCulture, $"kernels {result.Kernels:0.###} in {result.Launches}, ")
        + (result.Agrees ? "agrees" : "DIFFERS"));
    // Written after each case: what was measured stays when a later one fails.
    Directory.CreateDirectory(folder);
    File.WriteAllText(Path.Combine(folder, "gpu.json"), Table.ToJson(described, system, results));
    File.WriteAllText(Path.Combine(folder, "performance-gpu.md"), Table.Markdown(described, system, results));
}
return results.All(result => result.Agrees) ? 0 : 1;
