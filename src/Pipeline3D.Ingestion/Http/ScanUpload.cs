using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Pipeline3D.Ingestion;

/// <summary>Writes the body of a request to files: one file, or the parts <c>xyz</c>, <c>rgb</c> and <c>gt</c> of a
/// form.</summary>
/// <remarks>Nothing is kept in memory but one buffer; nothing that the sender names becomes a path.</remarks>
internal sealed class ScanUpload(string folder, long most)
{
    private static readonly string[] Clouds = [".tiff", ".pcd", ".ply", ".npz", ".npy"];
    private static readonly string[] Colours = [".png", ".jpg", ".tiff"];

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
                await WriteAsync(name, section.Body, stop).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new UploadException(400, "bad_request", $"the multipart body is damaged: {cause.Message}");
        }
    }

    private async Task WriteAsync(string part, Stream body, CancellationToken stop)
    {
        var buffer = new byte[81920];
        int head = await body.ReadAtLeastAsync(buffer, ScanFormat.Longest, throwOnEndOfStream: false, stop)
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
        if (_read > most)
            throw new UploadException(413, "too_large", $"the body is larger than the {most} bytes that are accepted; "
                + "send fewer points or raise max_body");
    }

    private static string Extension(string part, ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            throw new UploadException(400, "bad_request", part == "xyz" ? "the body is empty" : $"{part} is empty");
        string? extension = ScanFormat.ExtensionOf(head);
        bool isKnown = part switch
        {
            "xyz" => Clouds.Contains(extension),
            "rgb" => Colours.Contains(extension),
            _ => extension == ".png",
        };
        return isKnown ? extension! : throw new UploadException(415, "unknown_format", part switch
        {
            "xyz" => "the coordinates are neither TIFF, PCD, PLY, NPZ nor NPY",
            "rgb" => "rgb is neither a PNG, a JPEG nor a TIFF image",
            _ when extension == ".jpg" => "gt is a JPEG, which changes values: send the mask as PNG",
            _ => "gt is no PNG image",
        });
    }
}
