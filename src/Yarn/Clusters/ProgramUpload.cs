using System.Security.Cryptography;
using Flink.Core.FileSystems;
using Flink.Core.Programs;

namespace Flink.Yarn.Clusters;

/// <summary>A program as one archive on the shared file system, named by its content: the same program is uploaded once.</summary>
internal static class ProgramUpload
{
    /// <summary>Packs and uploads the folder of a program.</summary>
    /// <param name="entryAssembly">Its entry assembly, whose folder holds all of it.</param>
    /// <param name="staging">Where to.</param>
    /// <param name="cluster">The cluster that is going to use it.</param>
    public static FilePath Upload(string entryAssembly, StagingFolder staging, string cluster)
    {
        var packed = Path.GetTempFileName();
        try
        {
            string hash;
            using (var file = new FileStream(packed, FileMode.Create))
            {
                ProgramArchive.Pack(entryAssembly, file);
                file.Position = 0;
                hash = Convert.ToHexStringLower(SHA256.HashData(file))[..16];
            }

            // YARN unpacks by the ending of the name.
            var target = staging.Archive($"program-{hash}.zip");
            staging.NoteUse(cluster, target);
            staging.Upload(packed, target);
            return target;
        }
        finally
        {
            File.Delete(packed);
        }
    }
}
