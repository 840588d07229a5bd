using NetworkProbe;
using Pipeline3D.Networks;

// What must not end a process is tried in one of its own: exit code 0 and one line for each case, or there is a hole.
switch (args)
{
    case ["describe"]:
        Console.WriteLine(TorchRuntime.Describe());
        return 0;
    case ["idle"]:
        // What a program does that has networks and uses none: the assembly is there, the library is not.
        return Report.Case("idle", () => typeof(TorchRuntime).Assembly.GetTypes().Length > 0
            && !File.ReadAllText("/proc/self/maps").Contains("libtorch", StringComparison.Ordinal)
            ? "nothing loaded" : throw new InvalidOperationException("libtorch is mapped"));
    case ["device", string name]:
        return Report.Case($"device {name}", () => TorchRuntime.Device(name).ToString());
    case ["network"]:
        return Report.Case("network", () => new Doubling().call(Tensors.From([1f, 2f], 2)).ToString());
    case ["modules"]:
        return HostileModules.Run();
    case ["guards"]:
        return HostileGuards.Run();
    default:
        Console.Error.WriteLine("usage: NetworkProbe describe | idle | device NAME | network | modules | guards");
        return 2;
}
