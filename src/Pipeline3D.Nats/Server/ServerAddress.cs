using System.Net;
using NATS.Client.Core;

namespace Pipeline3D.Nats.Server;

/// <summary>Where a NATS server is, and how to be let in.</summary>
public sealed record ServerAddress
{
    private readonly Uri _uri;

    private ServerAddress(Uri uri) => _uri = uri;

    /// <summary>File of a JWT and its seed (<c>.creds</c>); empty = by user and password, or none.</summary>
    public string Credentials { get; init; } = "";

    /// <summary>Certificate of the authority that the server's must be of; empty = the system's.</summary>
    public string TlsAuthority { get; init; } = "";

    /// <summary>Own certificate, PEM; empty = none.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>Key of the own certificate, PEM.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>Whether an address beyond this machine may be used without TLS or credentials. Default false.</summary>
    public bool IsInsecureAllowed { get; init; }

    private bool IsTls => _uri.Scheme == "tls" || TlsAuthority.Length > 0 || TlsCertificate.Length > 0;

    private bool IsLoopback => _uri.IsLoopback || (IPAddress.TryParse(_uri.Host, out IPAddress? address)
        && IPAddress.IsLoopback(address));

    private bool IsKnown => Credentials.Length > 0 || TlsCertificate.Length > 0 || _uri.UserInfo.Length > 0;

    /// <summary>Reads an address: <c>nats://[user:password@]host[:port]</c> or <c>tls://...</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write.</exception>
    public static ServerAddress Parse(string text)
        => Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"nats://{text}", UriKind.Absolute,
            out Uri? uri) && uri.Scheme is "nats" or "tls" && uri.Host.Length > 0 && uri.AbsolutePath is "" or "/"
            ? new ServerAddress(uri)
            : throw new FormatException($"'{Hidden(text)}' is no address of a NATS server; write for example "
                + "nats://head:4222, or tls://user:password@head:4222");

    /// <summary>Why it must not be used as it is; null when it may.</summary>
    public string? Problem()
    {
        foreach (string file in new[] { Credentials, TlsAuthority, TlsCertificate, TlsKey })
            if (file.Length > 0 && !File.Exists(file))
                return $"{file} is not there; it is to let this program in at {this}";
        return IsLoopback || IsInsecureAllowed || (IsTls && IsKnown) ? null
            : $"{this} lies beyond this machine and is used without {(IsTls ? "credentials" : IsKnown ? "TLS"
                : "TLS and credentials")}: whoever is on the way could send work. Use tls:// and --creds, or say "
                + "--insecure in a network that you trust";
    }

    /// <summary>The address without a password.</summary>
    public override string ToString() => $"{_uri.Scheme}://{_uri.Host}:{(_uri.Port > 0 ? _uri.Port : 4222)}";

    internal NatsOpts Options(string name) => NatsOpts.Default with
    {
        Url = ToString(), Name = name, AuthOpts = Auth(), TlsOpts = new NatsTlsOpts
        {
            Mode = IsTls ? TlsMode.Require : TlsMode.Auto, CaFile = Text(TlsAuthority), CertFile = Text(TlsCertificate),
            KeyFile = Text(TlsKey),
        },
        // A server that is started again is found within two seconds.
        ReconnectWaitMin = TimeSpan.FromMilliseconds(100), ReconnectWaitMax = TimeSpan.FromSeconds(1),
        ReconnectJitter = TimeSpan.FromMilliseconds(100), MaxReconnectRetry = -1,
        RequestTimeout = TimeSpan.FromSeconds(5), CommandTimeout = TimeSpan.FromSeconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    private NatsAuthOpts Auth()
    {
        string[] user = [.. _uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
        return NatsAuthOpts.Default with
        {
            CredsFile = Text(Credentials), Username = user is [var name, _] ? name : null,
            Password = user is [_, var password] ? password : null, Token = user is [{ Length: > 0 } token] ? token
                : null,
        };
    }

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static string Hidden(string text) => text.LastIndexOf('@') is > 0 and var at ? $"...{text[at..]}" : text;
}
