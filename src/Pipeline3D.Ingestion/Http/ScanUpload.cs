using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Http;

/// <summary>Writes the body of a request to files: one file, or the parts <c>xyz</c>, <c>rgb</c> and <c>gt</c> of a
/// form.</summary>
/// <remarks>Nothing is kept in memory but one buffer; nothing that the sender names becomes a path, and what it says of
/// a format is not trusted: the first bytes tell it.</remarks>
internal sealed class ScanUpload(string folder, long most, IScanFormats formats, Action<int> counted)
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private long _read;

    /// <summary>Name of the file of coordinates.</summary>
    public string Cloud => _files["xyz"];

    /// <summary>Name of the colour image; null when none came.</summary>
    public string? Colour => _files.GetValueOrDefault("rgb");

    /// <summary>Name of the mask; null when none came.</summary>
    public string? Truth => _files.GetValueOrDefault("gt");

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="UploadException">It is no scan, or too large.</exception>
    public async Task ReadAsync(HttpRequest request, CancellationToken stop)
    {
        RequireAsItIs("the body", "Content-Encoding", request.Headers.ContentEncoding.ToString());
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            await ReadPartsAsync(request, HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "", stop)
                .ConfigureAwait(false);
        else
            await WriteAsync("xyz", request.Body, stop).ConfigureAwait(false);
        if (!_files.ContainsKey("xyz"))
            throw new UploadException(400, "bad_request", "the form has no part named xyz, which holds the "
                + "coordinates");
    }

    private async Task ReadPartsAsync(HttpRequest request, string boundary, CancellationToken stop)
    {
        if (boundary.Length is 0 or > 200)
            throw new UploadException(400, "bad_request", "the multipart body names no boundary of 1 to 200 "
                + "characters");
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4096 };
        try
        {
            while (await reader.ReadNextSectionAsync(stop).ConfigureAwait(false) is { } section)
            {
                string name = section.GetContentDispositionHeader()?.Name.Value?.Trim('"') ?? "";
                if (name is not ("xyz" or "rgb" or "gt"))
                    throw new UploadException(400, "bad_request", "a part of the form is named neither xyz, rgb nor "
                        + "gt");
                if (_files.ContainsKey(name))
                    throw new UploadException(400, "bad_request", $"the form has two parts named {name}");
                foreach (string header in (string[])["Content-Encoding", "Content-Transfer-Encoding"])
                    if (section.Headers?.TryGetValue(header, out StringValues coding) == true)
                        RequireAsItIs($"the part {name}", header, coding.ToString());
                await WriteAsync(name, section.Body, stop).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new UploadException(400, "bad_request", $"the multipart body is damaged: {cause.Message}");
        }
    }

    // Decoding would make sizes a matter of trust; the formats that are accepted compress by themselves.
    private static void RequireAsItIs(string what, string header, string coding)
    {
        if (coding.Trim().ToLowerInvariant() is not ("" or "identity" or "binary" or "8bit" or "7bit"))
            throw new UploadException(415, "unknown_coding", $"{what} has {header}: {coding}, which is not decoded "
                + "here; send it as it is (TIFF, PCD and NPZ may be compressed within)");
    }

    private async Task WriteAsync(string part, Stream body, CancellationToken stop)
    {
        var buffer = new byte[81920];
        int head = await body.ReadAtLeastAsync(buffer, IScanFormats.SniffBytes, throwOnEndOfStream: false, stop)
            .ConfigureAwait(false);
        Count(head);
        string name = part + Extension(part, buffer.AsSpan(0, head));
        FileStream file = File.Create(Path.Combine(folder, name));
        await using (file.ConfigureAwait(false))
        {
            for (int got = head; got > 0; got = await body.ReadAsync(buffer, stop).ConfigureAwait(false), Count(got))
                await file.WriteAsync(buffer.AsMemory(0, got), stop).ConfigureAwait(false);
        }
        _files[part] = name;
    }

    private void Count(int bytes)
    {
        _read += bytes;
        counted(bytes);
        if (_read > most)
            throw new UploadException(413, "too_large", $"the body is larger than the {most} bytes that are accepted; "
                + "send fewer points or raise max_body");
    }

    private string Extension(string part, ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            throw new UploadException(400, "bad_request", part == "xyz" ? "the body is empty" : $"{part} is empty");
        ScanContent wanted = part switch
        {
            "xyz" => ScanContent.Cloud | ScanContent.Grid,
            "rgb" => ScanContent.Colour,
            _ => ScanContent.Mask,
        };
        ScanFormatInfo? found = formats.Sniff(head);
        if (found is not null && (found.Holds & wanted) != 0)
            return found.Extensions[0];
        string known = Known(wanted);
        throw new UploadException(415, "unknown_format", part switch
        {
            "xyz" => $"the coordinates are neither {known}",
            "gt" when found is not null && (found.Holds & ScanContent.Colour) != 0 =>
                $"gt is a {found.Title}, which changes values: send the mask as PNG",
            _ => $"{part} is neither {known}",
        });
    }

    // Only what its first bytes tell can be accepted.
    private string Known(ScanContent wanted)
    {
        string[] titles = [.. formats.All.Where(format => format.HasMagic && (format.Holds & wanted) != 0)
            .Select(format => format.Title)];
        return titles.Length < 2 ? string.Concat(titles)
            : $"{string.Join(", ", titles[..^1])} nor {titles[^1]}";
    }
}
