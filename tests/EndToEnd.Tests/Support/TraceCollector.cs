using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EndToEnd.Tests.Support;

/// <summary>A collector on loopback that takes OTLP over http/protobuf and keeps the spans.</summary>
internal sealed class TraceCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentQueue<string> _services = new();
    private readonly ConcurrentQueue<string?> _keys = new();
    private readonly Task _taking;

    public TraceCollector()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = string.Create(CultureInfo.InvariantCulture,
                $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        }
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _taking = TakeAsync();
    }

    /// <summary>One span; ids in hexadecimal, empty where there is none.</summary>
    public sealed record Span(string Trace, string Id, string Parent, string Name,
        IReadOnlyDictionary<string, string> Tags, bool IsError);

    public string Address { get; }

    public IReadOnlyList<Span> Spans => [.. _spans];

    /// <summary>Name of the service in each message.</summary>
    public IReadOnlyCollection<string> Services => _services;

    /// <summary>Header X-Key of each message.</summary>
    public IReadOnlyCollection<string?> Keys => _keys;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _taking;
        _listener.Close();
    }

    private async Task TakeAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception cause) when (cause is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            bool isTraces = call.Request.Url!.AbsolutePath == "/v1/traces"
                && call.Request.ContentType == "application/x-protobuf";
            if (isTraces)
                Keep(body.ToArray());
            _keys.Enqueue(call.Request.Headers["X-Key"]);
            call.Response.StatusCode = isTraces ? 200 : 404;
            call.Response.Close();
        }
    }

    // opentelemetry-proto, trace/v1: resource_spans = 1 { resource = 1 { attributes = 1 },
    // scope_spans = 2 { spans = 2 } }.
    private void Keep(byte[] message)
    {
        foreach (byte[] resource in All(message, 1))
        {
            _services.Enqueue(Tags(All(resource, 1).Single(), 1)["service.name"]);
            foreach (byte[] span in All(resource, 2).SelectMany(scope => All(scope, 2)))
                _spans.Enqueue(new Span(Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(All(span, 5).Single()),
                    Tags(span, 9), All(span, 15).Any(status => Fields(status).Any(field => field is
                        { Number: 3, Value: 2 }))));
        }
    }

    private static Dictionary<string, string> Tags(byte[] owner, int field) => All(owner, field).ToDictionary(
        pair => Text(All(pair, 1).Single()), pair => string.Concat(Fields(All(pair, 2).Single()).Select(value
            => value.Bytes is null ? value.Value.ToString(CultureInfo.InvariantCulture) : Text(value.Bytes))));

    private static string Hex(byte[] message, int field)
        => string.Concat(All(message, field).Select(Convert.ToHexStringLower));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static IEnumerable<byte[]> All(byte[] message, int field) => Fields(message)
        .Where(found => found.Number == field && found.Bytes is not null).Select(found => found.Bytes!);

    private static List<(int Number, ulong Value, byte[]? Bytes)> Fields(byte[] message)
    {
        var fields = new List<(int, ulong, byte[]?)>();
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            int number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add((number, Varint(message, ref at), null));
                    break;
                case 1:
                    fields.Add((number, BitConverter.ToUInt64(message, at), null));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    fields.Add((number, 0, message[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    fields.Add((number, BitConverter.ToUInt32(message, at), null));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7} at byte {at}");
            }
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
                return value;
        }
    }
}
