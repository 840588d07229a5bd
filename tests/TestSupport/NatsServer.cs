using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pipeline3D.TestSupport;

/// <summary>A real nats-server with JetStream on a free port of this machine, in a folder of its own; killed at the
/// end.</summary>
/// <remarks>The program of P3D_NATS_SERVER, else that on the PATH; the test is skipped with a reason where there is
/// none.</remarks>
public sealed class NatsServer : IDisposable
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly string _program, _arguments;
    private Process? _process;

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Where it keeps what it holds.</param>
    /// <param name="arguments">Further arguments, such as a user and a password.</param>
    public NatsServer(string folder, string arguments = "")
    {
        (_program, Folder, _arguments) = (Find(), folder, arguments);
        // A port that is free now may be another's a moment later.
        for (int attempt = 1; ; attempt++)
        {
            Port = FreePort();
            if (TryStart())
                return;
            Assert.True(attempt < MostAttempts, $"nats-server did not start; see {Folder}.log");
        }
    }

    /// <summary>Where it keeps what it holds.</summary>
    public string Folder { get; }

    /// <summary>The port that it listens at.</summary>
    public int Port { get; private set; }

    /// <summary>Its address.</summary>
    public string Address => $"nats://127.0.0.1:{Port}";

    /// <summary>Starts it again at the same port; nothing when it runs.</summary>
    public void Start() => Assert.True(TryStart(), $"nats-server did not start again; see {Folder}.log");

    private bool TryStart()
    {
        if (_process is { HasExited: false })
            return true;
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(_program, string.Create(CultureInfo.InvariantCulture,
            $"-js -sd {Folder} -a 127.0.0.1 -p {Port} -l {Folder}.log {_arguments}")))!;
        long began = Stopwatch.GetTimestamp();
        while (!Answers())
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
                return false;
        return !_process.HasExited;
    }

    /// <summary>Kills it, as a machine that loses its power does.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false })
            return;
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Removes all that it held; it must not run.</summary>
    public void DeleteStore()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    /// <summary>The program; the test is skipped with a reason where there is none.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("P3D_NATS_SERVER") is { Length: > 0 } set)
            return set;
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin").Select(folder => Path.Combine(folder, "nats-server")).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Skip("nats-server is not installed: bash tools/setup --tests, or set P3D_NATS_SERVER");
        return found;
    }

    private bool Answers()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            return client.GetStream().ReadByte() == 'I';
        }
        catch (Exception cause) when (cause is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
