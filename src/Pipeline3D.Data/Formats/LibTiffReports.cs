using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace Pipeline3D.Data.Formats;

/// <summary>What LibTiff reported about one file. It goes on after most faults, with zeros for what it lacks, so an
/// error or a warning makes the file a refused one.</summary>
/// <remarks>LibTiff has one handler per process. Each file is opened with its reports as client data, so that files
/// read at the same time do not mix; files of other users of the library are reported as it does by itself.</remarks>
internal sealed class LibTiffReports
{
    static LibTiffReports() => Tiff.SetErrorHandler(new Router());

    /// <summary>The first report; null when there was none.</summary>
    internal string? First { get; private set; }

    private void Add(string format, object[] args)
        => First ??= args.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, args);

    private sealed class Router : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (tif?.Clientdata() is not LibTiffReports)
                base.ErrorHandler(tif, method, format, args);
        }

        public override void ErrorHandlerExt(
            Tiff tif, object clientData, string method, string format, params object[] args)
            => (clientData as LibTiffReports)?.Add(format, args);

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (tif?.Clientdata() is not LibTiffReports)
                base.WarningHandler(tif, method, format, args);
        }

        public override void WarningHandlerExt(
            Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (!IsAdvice(format))
                (clientData as LibTiffReports)?.Add(format, args);
        }

        // Of a way to store images that is out of use, not of a fault in the data.
        private static bool IsAdvice(string format) => format.StartsWith("Old-style LZW", StringComparison.Ordinal)
            || format.StartsWith("Depreciated and troublesome old-style JPEG", StringComparison.Ordinal);
    }
}
