using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Http;

/// <summary>Decides who may ask: senders with the key, and no page of another site.</summary>
internal sealed class RequestGate
{
    /// <summary>The code for programs of a key that is not the service's.</summary>
    public const string WrongKey = "wrong_key";

    private readonly byte[]? _key;
    private readonly bool _isLoopback;

    /// <summary>Reads the key.</summary>
    /// <exception cref="IOException">Its file cannot be read, or is empty.</exception>
    public RequestGate(IntakeOptions options)
    {
        _isLoopback = IPAddress.IsLoopback(IPAddress.Parse(options.Address));
        if (options.ApiKeyFile.Length == 0)
            return;
        string key = File.ReadAllText(options.ApiKeyFile).Trim();
        if (key.Length < 16)
            throw new IOException($"{options.ApiKeyFile} holds a key of {key.Length} characters; use at least 16");
        _key = Hash(key);
    }

    /// <summary>Null when the request may pass, else why not.</summary>
    public (int Status, string Reason, string Message)? Check(HttpRequest request)
    {
        // A name that a stranger's DNS lets point at this machine must not open its service to his pages.
        string host = request.Host.Host;
        if (_isLoopback && host is not ("localhost" or "127.0.0.1" or "[::1]"))
            return (403, "foreign_host", "this service answers to localhost, 127.0.0.1 and [::1] only");
        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
            && from.Authority == request.Host.Value))
            return (403, "foreign_origin", "pages of other sites may not use this service");
        if (request.Path == "/health" || HasKey(request))
            return null;
        return KeyOf(request).Length == 0
            ? (401, "no_key", "give the service's key in the header X-Api-Key, as 'Authorization: Bearer', or as the "
                + "password when asked")
            : (401, WrongKey, "this is not the service's key; it stands in the file that api_key_file names");
    }

    /// <summary>Whether a request may know all: it gives the key, or none is asked for.</summary>
    public bool HasKey(HttpRequest request)
        => _key is null || CryptographicOperations.FixedTimeEquals(Hash(KeyOf(request)), _key);

    // Browsers cannot send a header of one's own; they ask for a password instead.
    private static string KeyOf(HttpRequest request)
    {
        const string Bearer = "Bearer ", Basic = "Basic ";
        string key = request.Headers["X-Api-Key"].ToString(), given = request.Headers.Authorization.ToString();
        if (key.Length == 0 && given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return given[Bearer.Length..].Trim();
        if (key.Length > 0 || !given.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return key;
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given[Basic.Length..].Trim(), bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length) is var pair && pair.IndexOf(':') is >= 0 and var colon
            ? pair[(colon + 1)..] : "";
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
