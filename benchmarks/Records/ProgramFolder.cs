using System.Reflection;
using System.Reflection.Emit;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>A program of twenty assemblies, about 100 KB each: the entry assembly calls one method of each of the others.</summary>
internal static class ProgramFolder
{
    private const string Entry = "Program20";
    private const int Assemblies = 20;
    private const int Types = 120;
    private const int MethodsOfType = 12;

    /// <summary>What the program returns.</summary>
    public const int Result = (Assemblies - 1) * Assemblies / 2;

    /// <summary>Makes the folder where it is not there yet, and brings its files into the page cache.</summary>
    /// <returns>Path of the entry assembly.</returns>
    public static string Make()
    {
        var folder = Path.Combine(ResultFiles.Root, "artifacts", "benchmarks", "program-20");
        if (!Directory.Exists(folder))
        {
            var building = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
            Write(building);
            Directory.Move(building, folder);
        }

        foreach (var file in Directory.GetFiles(folder))
        {
            File.ReadAllBytes(file);
        }

        return Path.Combine(folder, $"{Entry}.dll");
    }

    private static void Write(string folder)
    {
        var entry = NewAssembly(Entry);
        var main = entry.DefineDynamicModule(Entry).DefineType("Program", TypeAttributes.Public | TypeAttributes.Class);
        var code = main.DefineMethod("Main", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []).GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_0);
        for (var number = 1; number < Assemblies; number++)
        {
            code.Emit(OpCodes.Call, WriteLibrary(folder, number));
            code.Emit(OpCodes.Add);
        }

        code.Emit(OpCodes.Ret);
        main.CreateType();
        entry.Save(Path.Combine(folder, $"{Entry}.dll"));
    }

    private static MethodInfo WriteLibrary(string folder, int number)
    {
        var name = $"Library{number}";
        var assembly = NewAssembly(name);
        var module = assembly.DefineDynamicModule(name);
        MethodInfo? first = null;
        for (var i = 0; i < Types; i++)
        {
            var type = module.DefineType($"{name}.Type{i}", TypeAttributes.Public | TypeAttributes.Class);
            for (var j = 0; j < MethodsOfType; j++)
            {
                var method = type.DefineMethod($"Method{j}Of{i}", MethodAttributes.Public | MethodAttributes.Static, typeof(int), []);
                var code = method.GetILGenerator();
                for (var k = 0; k < MethodsOfType; k++)
                {
                    code.Emit(OpCodes.Ldc_I4, i + j + k);
                    code.Emit(OpCodes.Pop);
                }

                code.Emit(OpCodes.Ldc_I4, number);
                code.Emit(OpCodes.Ret);
                first ??= method;
            }

            type.CreateType();
        }

        assembly.Save(Path.Combine(folder, $"{name}.dll"));
        return first!;
    }

    private static PersistedAssemblyBuilder NewAssembly(string name) => new(new AssemblyName(name), typeof(object).Assembly);
}
