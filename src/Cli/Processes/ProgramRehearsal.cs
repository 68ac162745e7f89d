using System.IO.Compression;
using System.IO.Hashing;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;
using Flink.Runtime.Programs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Cli.Processes;

/// <summary>The way of a program through a process: stored, fetched, unpacked, hashed and loaded, once, with a small assembly that the engine has anyway.</summary>
/// <remarks>
/// Its files lie in folders of their own below the process's temporary one, and are gone when it returns. What stays is the code that was compiled, and the assembly,
/// of which nothing is ever called.
/// </remarks>
internal static class ProgramRehearsal
{
    private const string Entry = "rehearsed.dll";
    private const long MostBytes = 16L << 20;

    private static readonly JobId _job = RehearsedJob.Id;

    /// <summary>Plays it, or its beginning.</summary>
    /// <param name="temporary">The folder for temporary files.</param>
    /// <param name="goesOn">Whether there is nothing better to do; asked between two steps.</param>
    /// <returns>Whether it came to its end.</returns>
    public static bool Play(string temporary, Func<bool> goesOn)
    {
        var assembly = typeof(XxHash3).Assembly.Location;
        if (assembly.Length == 0 || !goesOn())
        {
            return false;
        }

        var settings = new BlobSettings(temporary, TimeSpan.FromHours(1), MostBytes, ServedAtOnce: 1, FetchRetries: 0);
        using var server = new BlobServer(settings, null, TimeProvider.System, NullLogger<BlobServer>.Instance);
        using var fetched = new BlobCache(() => server, settings, TimeProvider.System, NullLogger<BlobCache>.Instance);
        using var programs = new ProgramCache(fetched, new ProgramLoader(1, NullLogger<ProgramLoader>.Instance), ProcessParts.FileSystems, temporary);
        return PlayAsync(Pack(assembly), server, programs, goesOn).GetAwaiter().GetResult();
    }

    private static async Task<bool> PlayAsync(MemoryStream archive, BlobServer server, ProgramCache programs, Func<bool> goesOn)
    {
        var key = await server.PutAsync(archive, BlobOwner.Of(_job), CancellationToken.None).ConfigureAwait(false);
        if (!goesOn())
        {
            return false;
        }

        await server.GetFileAsync(key, BlobOwner.Of(_job), CancellationToken.None).ConfigureAwait(false);
        if (!goesOn())
        {
            return false;
        }

        await programs.FindAsync(_job, key.Hash).ConfigureAwait(false);
        programs.Release(_job);
        await server.ReleaseAsync(_job).ConfigureAwait(false);
        return true;
    }

    private static MemoryStream Pack(string assembly)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntryFromFile(assembly, Entry, CompressionLevel.Fastest);
        }

        archive.Position = 0;
        return archive;
    }
}
