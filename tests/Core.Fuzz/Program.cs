using Flink.Core.Tests.Fuzzing;
using SharpFuzz;

// corpus FOLDER: writes the valid inputs. FILE: runs one input, as a crash that was found. Without arguments: what afl-fuzz drives.
switch (args)
{
    case ["corpus", var folder]:
        Directory.CreateDirectory(folder);
        foreach (var (index, input) in FuzzTargets.Corpus.Index())
        {
            File.WriteAllBytes(Path.Combine(folder, $"valid-{index:00}"), input);
        }

        break;
    case [var file]:
        FuzzTargets.Run(File.ReadAllBytes(file));
        break;
    default:
        Fuzzer.Run(static stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            FuzzTargets.Run(input.ToArray());
        });
        break;
}
