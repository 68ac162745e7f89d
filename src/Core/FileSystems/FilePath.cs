using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.FileSystems;

/// <summary>
/// Where a file or folder is: a scheme that picks the file system, an authority (host, bucket; often empty), and an absolute path
/// with forward slashes. Immutable; equal by its parts.
/// </summary>
/// <remarks>
/// Written as a URI ("s3://bucket/a/b", "file:///a/b", "file:/a/b") or as a path of this machine ("/a/b", "a/b" from the current
/// folder). Nothing is percent-decoded: every character but the slash stands for itself. Empty and "." segments vanish, ".."
/// removes the segment before it.
/// </remarks>
public sealed class FilePath : IEquatable<FilePath>, IComparable<FilePath>
{
    /// <summary>The scheme of this machine's own files.</summary>
    public const string FileScheme = "file";

    private FilePath(string scheme, string authority, string path)
    {
        Scheme = scheme;
        Authority = authority;
        Path = path;
    }

    /// <summary>The scheme, in lower case.</summary>
    public string Scheme { get; }

    /// <summary>What stands between "//" and the path; empty for local files.</summary>
    public string Authority { get; }

    /// <summary>The absolute path: "/" for the root, else "/a/b" without a slash at the end.</summary>
    public string Path { get; }

    /// <summary>Whether this is the root of its file system.</summary>
    public bool IsRoot => Path.Length == 1;

    /// <summary>The last segment; empty for the root.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder that holds this one; null for the root.</summary>
    public FilePath? Parent => IsRoot ? null : new FilePath(Scheme, Authority, Path[..Math.Max(1, Path.LastIndexOf('/'))]);

    /// <summary>Whether the name begins with a dot or an underscore, which marks what readers of a folder pass over.</summary>
    public bool IsHidden => Name.StartsWith('.') || Name.StartsWith('_');

    /// <summary>The path as the operating system writes it.</summary>
    /// <exception cref="InvalidOperationException">The scheme is not <see cref="FileScheme"/>.</exception>
    public string LocalPath
    {
        get
        {
            if (Scheme != FileScheme)
            {
                throw new InvalidOperationException($"'{this}' is not a file of this machine.");
            }

            var hasDrive = OperatingSystem.IsWindows() && Path.Length > 2 && Path[2] == ':';
            return hasDrive ? Path[1..].Replace('/', '\\') : Path;
        }
    }

    /// <summary>Reads a URI or a path of this machine.</summary>
    /// <exception cref="ArgumentException">The text is empty, or not of one of these forms.</exception>
    public static FilePath Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (!IsScheme(text, colon))
        {
            return OfLocal(text);
        }

        var scheme = text[..colon].ToLowerInvariant();
        var rest = text[(colon + 1)..];
        var authority = "";
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "/" : rest[slash..];
        }

        if (!rest.StartsWith('/'))
        {
            throw new ArgumentException($"'{text}' is not a path: after '{scheme}:' comes '//authority/path' or '/path'.", nameof(text));
        }

        if (scheme == FileScheme && authority is not ("" or "localhost"))
        {
            throw new ArgumentException(
                $"'{text}' names the host '{authority}', but files are those of this machine. Write 'file:///{authority}{rest}' for a path.",
                nameof(text));
        }

        return new FilePath(scheme, scheme == FileScheme ? "" : authority, Normalize(rest, text));
    }

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FilePath? path)
    {
        try
        {
            path = text is null ? null : Parse(text);
        }
        catch (ArgumentException)
        {
            path = null;
        }

        return path is not null;
    }

    /// <summary>A path of this machine; a relative one starts at the current folder.</summary>
    public static FilePath OfLocal(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path).Replace('\\', OperatingSystem.IsWindows() ? '/' : '\\');
        return new FilePath(FileScheme, "", Normalize(full.StartsWith('/') ? full : "/" + full, path));
    }

    /// <summary>A file or folder below this one; <paramref name="relative"/> may have several segments.</summary>
    /// <exception cref="ArgumentException">It is empty, begins with a slash, or leads out of this folder.</exception>
    public FilePath Child(string relative)
    {
        ArgumentException.ThrowIfNullOrEmpty(relative);
        var child = new FilePath(Scheme, Authority, Normalize($"{Path}/{relative}", relative));
        if (relative.StartsWith('/') || !child.IsBelow(this))
        {
            throw new ArgumentException($"'{relative}' does not lie below '{this}'.", nameof(relative));
        }

        return child;
    }

    /// <summary>Whether this lies in a folder, at any depth; not in itself.</summary>
    public bool IsBelow(FilePath folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Scheme == folder.Scheme && Authority == folder.Authority
            && (folder.IsRoot
                ? !IsRoot
                : Path.Length > folder.Path.Length && Path[folder.Path.Length] == '/'
                    && Path.StartsWith(folder.Path, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public bool Equals(FilePath? other) =>
        other is not null && Scheme == other.Scheme && Authority == other.Authority && Path == other.Path;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FilePath);

    /// <inheritdoc/>
    public override int GetHashCode() => Types.StableHash.Fold(Types.StableHash.Of(ToString()));

    /// <summary>Orders by scheme, authority and path, each ordinal.</summary>
    public int CompareTo(FilePath? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary>The URI, which <see cref="Parse"/> reads back to an equal path.</summary>
    public override string ToString() => $"{Scheme}://{Authority}{Path}";

    // A scheme of one letter is a drive of Windows.
    private static bool IsScheme(string text, int colon)
    {
        if (colon < 2 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var c in text.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static string Normalize(string path, string original)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A path cannot hold the character U+0000.", nameof(original));
        }

        var segments = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                if (segments.Count == 0)
                {
                    throw new ArgumentException($"'{original}' leads out of its root.", nameof(original));
                }

                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment != ".")
            {
                segments.Add(segment);
            }
        }

        return "/" + string.Join('/', segments);
    }
}
