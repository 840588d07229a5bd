using Pipeline3D.Core.Options;

namespace Pipeline3D.Core.Live;

/// <summary>Where scans come in while a pipeline is served, and how many may wait.</summary>
public record IntakeOptions : IBlockOptions
{
    /// <summary>Category of scans that come without one.</summary>
    public string Category { get; init; } = "";

    /// <summary>Folder to watch for scans; empty = none. A subfolder's name is the category.</summary>
    public string Watch { get; init; } = "";

    /// <summary>How long a watched file must stay the same before it counts as whole; 0 to 1 hour.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Address to listen on for HTTP.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port for HTTP; 0 = any free one, which the log names.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>File whose text every sender must give as X-Api-Key; empty = no key is asked for. Required when the
    /// address is not of this machine alone.</summary>
    public string ApiKeyFile { get; init; } = "";

    /// <summary>Largest HTTP body in bytes; 1 kB to 2 GB.</summary>
    public long MaxBody { get; init; } = 256 << 20;

    /// <summary>Fewest bytes of a body per second, on average after its first 5 seconds; 1 to 1 billion. Slower senders
    /// get 408.</summary>
    public int MinBodyRate { get; init; } = 16_384;

    /// <summary>Longest time for a whole body; 1 second to 1 hour. It holds none of the places of <c>max_waiting</c>
    /// until it is there.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Most bodies that are read at once; 1 to 10000. When one more comes, the slowest gives way and gets
    /// 408. As many times <c>max_body</c> may lie in the spool besides what waits.</summary>
    public int MaxUploads { get; init; } = 64;

    /// <summary>Most connections; 16 to 65536, and never fewer than what bodies and waiting scans need with 64 to
    /// spare.
    /// When one more comes, an idle one is closed, so that there is always one for <c>/health</c> and the live
    /// page.</summary>
    public int MaxConnections { get; init; } = 512;

    /// <summary>Most scans that are accepted and not yet answered; 1 to 10000. Beyond it HTTP answers 429 and watched
    /// files stay where they are.</summary>
    [FormerName("most_waiting")]
    public int MaxWaiting { get; init; } = 32;

    /// <summary>Folder of the scans that were accepted over HTTP and not yet answered; empty = <c>spool</c> in the
    /// run's folder. What a crash leaves there is scored by the next start.</summary>
    public string Spool { get; init; } = "";

    /// <summary>Whether a scan is flushed to the disk before it counts as accepted, so that a loss of power loses none;
    /// costs one to three waits for the disk per scan.</summary>
    public bool Durable { get; init; } = true;

    /// <inheritdoc/>
    public virtual void Validate(Problems problems)
    {
        problems.RequireRange(Settle, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Settle));
        problems.RequireText(Address, nameof(Address));
        problems.Require(System.Net.IPAddress.TryParse(Address, out System.Net.IPAddress? address), nameof(Address),
            Address, "must be an IP address such as 127.0.0.1 or 0.0.0.0");
        problems.Require(address is null || System.Net.IPAddress.IsLoopback(address) || ApiKeyFile.Length > 0,
            nameof(ApiKeyFile), "empty", "must be given when the address can be reached from other machines");
        problems.RequireRange(Port, 0, 65535, nameof(Port));
        problems.RequireRange(MaxBody, 1_000, 2_000_000_000, nameof(MaxBody));
        problems.RequireRange(MinBodyRate, 1, 1_000_000_000, nameof(MinBodyRate));
        problems.RequireRange(BodyTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(BodyTimeout));
        problems.RequireRange(MaxUploads, 1, 10_000, nameof(MaxUploads));
        problems.RequireRange(MaxConnections, 16, 65_536, nameof(MaxConnections));
        problems.RequireRange(MaxWaiting, 1, 10_000, nameof(MaxWaiting));
    }
}
