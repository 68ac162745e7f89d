using Flink.Core;

namespace Flink.Streaming.Sources;

/// <summary>Paths and <c>file:</c> URIs of this machine.</summary>
internal static class LocalPath
{
    public static string Of(string path)
    {
        var colon = path.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0)
        {
            return Path.GetFullPath(path);
        }

        return path.StartsWith("file://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(path, UriKind.Absolute, out var uri)
            ? uri.LocalPath
            : throw new FlinkException($"No file system for '{path[..colon]}' is there to open '{path}'; use a path or a file:// address.");
    }
}
