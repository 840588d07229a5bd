using System.CommandLine;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Kernels.Devices;
using Pipeline3D.Networks;

namespace Pipeline3D.Cli.Commands;

/// <summary><c>pipeline3d devices</c></summary>
internal static class DevicesCommand
{
    public static Command Make(CliConsole console)
    {
        Option<bool> json = new("--json") { Description = "Print one JSON array." };
        var command = new Command("devices",
            "Show what --device can choose here and what networks run on, and why something is not there.")
        {
            json,
        };
        command.SetAction(parse =>
        {
            using var catalog = new DeviceCatalog();
            Line[] lines = [Cores(), .. catalog.Devices.Select(Of), Emulator(), Networks()];
            if (parse.GetValue(json))
                console.Out.WriteLine(new JsonArray([.. lines.Select(ToJson)]).ToJsonString());
            else
                foreach (Line line in lines)
                    console.Out.WriteLine($"{line.Name,-10} {(line.Problem is null ? "" : "not available: ")}"
                        + $"{line.Problem ?? line.Description}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Line Cores() => new(DeviceCatalog.Cpu, string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, vectors of {Widest()} bits; the default"), null);

    private static Line Emulator() => new(DeviceCatalog.Emulator,
        "ILGPU's CPU accelerator, for developing kernels: some thousand times slower than cpu", null);

    // Not a name of --device: networks have a library of their own.
    private static Line Networks()
    {
        TorchDescription torch = TorchRuntime.Describe();
        return new("libtorch", torch.Available ? torch.ToString() : "", torch.Available ? null : torch.Why);
    }

    private static Line Of(DeviceListing device) => new(device.Name, device.Description, device.Problem);

    private static int Widest() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static JsonNode ToJson(Line line) => new JsonObject
    {
        ["name"] = line.Name,
        ["available"] = line.Problem is null,
        ["description"] = line.Description,
        ["problem"] = line.Problem,
    };

    private sealed record Line(string Name, string Description, string? Problem);
}
