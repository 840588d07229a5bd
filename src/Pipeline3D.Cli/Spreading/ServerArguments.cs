using System.CommandLine;
using Pipeline3D.Cli.Terminal;
using Pipeline3D.Nats.Server;

namespace Pipeline3D.Cli.Spreading;

/// <summary>The options that say how a NATS server lets a command in.</summary>
internal sealed class ServerArguments
{
    private readonly Option<string?> _credentials = CliOptions.Maybe<string>("--creds",
        "File with the credentials for the NATS server (JWT and seed).", "FILE");

    private readonly Option<string?> _authority = CliOptions.Maybe<string>("--tls-ca",
        "Certificate of the authority that the server's must be of (PEM). Default: the system's.", "FILE");

    private readonly Option<string?> _certificate = CliOptions.Maybe<string>("--tls-cert",
        "Own certificate for the server (PEM).", "FILE");

    private readonly Option<string?> _key = CliOptions.Maybe<string>("--tls-key", "Key of --tls-cert (PEM).", "FILE");

    private readonly Option<bool> _insecure = new("--insecure")
    {
        Description = "Use a server beyond this machine without TLS or credentials, in a network that you trust.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _credentials, _authority, _certificate, _key, _insecure })
            command.Options.Add(option);
    }

    /// <summary>The server at an address.</summary>
    /// <exception cref="UsageException">The address is none.</exception>
    public ServerAddress Of(ParseResult parse, string address)
    {
        try
        {
            return ServerAddress.Parse(address) with
            {
                Credentials = parse.GetValue(_credentials) ?? "", TlsAuthority = parse.GetValue(_authority) ?? "",
                TlsCertificate = parse.GetValue(_certificate) ?? "", TlsKey = parse.GetValue(_key) ?? "",
                IsInsecureAllowed = parse.GetValue(_insecure),
            };
        }
        catch (FormatException cause)
        {
            throw new UsageException(cause.Message);
        }
    }
}
