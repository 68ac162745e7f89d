using System.Buffers;
using Flink.Core.Configuration;
using Flink.Rest.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Flink.Rest.Programs;

/// <summary>The parts of a multipart request, written to a folder of their own as they come; gone when disposed, also when the caller went away in the middle.</summary>
internal sealed class UploadedFiles : IDisposable
{
    private const int MostParts = 1000;
    private const int MostFieldBytes = 1 << 20;
    private const int CopyBytes = 128 << 10;

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _fields = new(StringComparer.Ordinal);
    private readonly string _parent;
    private string? _folder;

    private UploadedFiles(string parent) => _parent = parent;

    /// <summary>Paths by the names that the caller gave the files (without folders).</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>Parts without a file name, by their names.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Fields => _fields;

    /// <summary>Whether the request is in parts at all.</summary>
    public static bool IsMultipart(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes all parts in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parent">Where the files go, below a folder of their own.</param>
    /// <param name="cancellation">The caller went away.</param>
    /// <exception cref="RestException">It is not in parts as it should be, or there is no room for them; nothing is left.</exception>
    public static async Task<UploadedFiles> ReceiveAsync(HttpRequest request, string parent, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value
            ?? throw RestException.BadBody("the multipart content type has no boundary");
        var received = new UploadedFiles(parent);
        try
        {
            await received.ReadAsync(new MultipartReader(boundary, request.Body), cancellation).ConfigureAwait(false);
            return received;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            received.Dispose();
            throw RestException.BadBody(e.Message);
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
            _folder = null;
        }
    }

    private async Task ReadAsync(MultipartReader reader, CancellationToken cancellation)
    {
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section; parts++)
        {
            if (parts == MostParts)
            {
                throw RestException.BadBody($"more than {MostParts} parts");
            }

            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
            {
                throw RestException.BadBody("a part has no content disposition");
            }

            var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
            await (string.IsNullOrEmpty(fileName)
                ? KeepAsync(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", section.Body, cancellation)
                : SaveAsync(NameOf(fileName), section.Body, cancellation)).ConfigureAwait(false);
        }
    }

    // The caller's folders, of either system, mean nothing here.
    private static string NameOf(string fileName)
    {
        var name = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length is 0 or > 200 || name is "." or ".." || name.Contains('\0', StringComparison.Ordinal)
            ? throw RestException.BadBody($"'{fileName}' is no name of a file")
            : name;
    }

    private async Task SaveAsync(string name, Stream content, CancellationToken cancellation)
    {
        var path = Path.Combine(Folder(), $"{_files.Count}");
        if (!_files.TryAdd(name, path))
        {
            throw RestException.BadBody($"two files are named '{name}'");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                await WriteAsync(file, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string Folder()
    {
        try
        {
            if (_folder is null)
            {
                var path = Path.Combine(_parent, $"flink-upload-{Guid.NewGuid():n}");
                _folder = (OperatingSystem.IsWindows()
                    ? Directory.CreateDirectory(path)
                    : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
            }

            return _folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(e);
        }
    }

    private async ValueTask WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await file.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw NoRoom(e);
        }
    }

    private RestException NoRoom(Exception cause) => new(
        StatusCodes.Status500InternalServerError,
        $"What was sent cannot be kept in {_parent}: {cause.Message} Make room there, or set '{WebOptions.TemporaryDirectory.Key}' of the JobManager to a folder that has some.");

    private async Task KeepAsync(string name, Stream content, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await content.ReadAsync(bytes.GetMemory(4096), cancellation).ConfigureAwait(false)) > 0)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > MostFieldBytes)
            {
                throw RestException.BadBody($"part '{name}' is longer than {MostFieldBytes} bytes");
            }
        }

        _fields[name] = bytes.WrittenMemory;
    }
}
