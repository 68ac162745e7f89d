using System.Reflection;
using System.Reflection.Emit;

namespace Flink.Core.Types.Keys;

/// <summary>Generates the two functions of <see cref="GeneratedKeyComparer{TKey}"/>.</summary>
/// <remarks>
/// Both walk the fields in the order of <see cref="RecordFields.Of"/> and call each field's own struct comparer on the field in
/// place. A class that is not sealed first looks at the run-time type: a derived key has its own comparer.
/// </remarks>
internal static class KeyCode
{
    public delegate ulong HashFunction<TKey>(ref TKey key);

    public delegate bool EqualsFunction<TKey>(ref TKey left, ref TKey right);

    private static readonly MethodInfo CombineMethod = typeof(StableHash).GetMethod(nameof(StableHash.Combine))!;
    private static readonly MethodInfo GetTypeMethod = typeof(object).GetMethod(nameof(GetType))!;
    private static readonly MethodInfo TypeOfMethod = typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!;

    public static HashFunction<TKey> CompileHash<TKey>()
    {
        var type = typeof(TKey);
        var reference = type.MakeByRefType();
        var method = new DynamicMethod($"Hash {type.Name}", typeof(ulong), [reference], typeof(KeyCode).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        if (!type.IsValueType)
        {
            EmitHashOfNullOrDerived<TKey>(il);
        }

        il.Emit(OpCodes.Ldc_I8, 0L);
        foreach (var field in RecordFields.Of(type))
        {
            EmitFieldComparer(il, field);
            EmitFieldAddress(il, OpCodes.Ldarg_0, field);
            il.Emit(OpCodes.Call, ComparerMethod(field, nameof(IKeyComparer<TKey>.Hash)));
            il.Emit(OpCodes.Call, CombineMethod);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<HashFunction<TKey>>();
    }

    public static EqualsFunction<TKey> CompileEquals<TKey>()
    {
        var type = typeof(TKey);
        var reference = type.MakeByRefType();
        var method = new DynamicMethod(
            $"Equals {type.Name}", typeof(bool), [reference, reference], typeof(KeyCode).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var differ = il.DefineLabel();
        if (!type.IsValueType)
        {
            EmitEqualsOfNullOrDerived<TKey>(il);
        }

        foreach (var field in RecordFields.Of(type))
        {
            EmitFieldComparer(il, field);
            EmitFieldAddress(il, OpCodes.Ldarg_0, field);
            EmitFieldAddress(il, OpCodes.Ldarg_1, field);
            il.Emit(OpCodes.Call, ComparerMethod(field, nameof(IKeyComparer<TKey>.Equals)));
            il.Emit(OpCodes.Brfalse, differ);
        }

        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(differ);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<EqualsFunction<TKey>>();
    }

    private static void EmitHashOfNullOrDerived<TKey>(ILGenerator il)
    {
        var notNull = il.DefineLabel();
        var exact = il.DefineLabel();
        EmitReference(il, OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brtrue, notNull);
        il.Emit(OpCodes.Ldc_I8, unchecked((long)KeyComparers.NullHash));
        il.Emit(OpCodes.Ret);
        il.MarkLabel(notNull);
        if (!typeof(TKey).IsSealed)
        {
            EmitBranchIfExact(il, OpCodes.Ldarg_0, typeof(TKey), exact);
            EmitReference(il, OpCodes.Ldarg_0);
            il.Emit(OpCodes.Call, DerivedMethod<TKey>(nameof(DerivedKeys<object>.Hash)));
            il.Emit(OpCodes.Ret);
            il.MarkLabel(exact);
        }
    }

    private static void EmitEqualsOfNullOrDerived<TKey>(ILGenerator il)
    {
        var notSame = il.DefineLabel();
        var bothPresent = il.DefineLabel();
        var exact = il.DefineLabel();
        var unequal = il.DefineLabel();

        // The same object, or both null.
        EmitReference(il, OpCodes.Ldarg_0);
        EmitReference(il, OpCodes.Ldarg_1);
        il.Emit(OpCodes.Bne_Un, notSame);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(notSame);
        EmitReference(il, OpCodes.Ldarg_0);
        il.Emit(OpCodes.Brfalse, unequal);
        EmitReference(il, OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue, bothPresent);
        il.MarkLabel(unequal);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(bothPresent);
        if (typeof(TKey).IsSealed)
        {
            return;
        }

        // Different types never are equal; two of the same derived type go to its comparer.
        EmitReference(il, OpCodes.Ldarg_0);
        il.Emit(OpCodes.Callvirt, GetTypeMethod);
        EmitReference(il, OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, GetTypeMethod);
        il.Emit(OpCodes.Bne_Un, unequal);
        EmitBranchIfExact(il, OpCodes.Ldarg_0, typeof(TKey), exact);
        EmitReference(il, OpCodes.Ldarg_0);
        EmitReference(il, OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, DerivedMethod<TKey>(nameof(DerivedKeys<object>.AreEqual)));
        il.Emit(OpCodes.Ret);
        il.MarkLabel(exact);
    }

    private static void EmitBranchIfExact(ILGenerator il, OpCode argument, Type type, Label exact)
    {
        EmitReference(il, argument);
        il.Emit(OpCodes.Callvirt, GetTypeMethod);
        il.Emit(OpCodes.Ldtoken, type);
        il.Emit(OpCodes.Call, TypeOfMethod);
        il.Emit(OpCodes.Beq, exact);
    }

    private static void EmitReference(ILGenerator il, OpCode argument)
    {
        il.Emit(argument);
        il.Emit(OpCodes.Ldind_Ref);
    }

    private static void EmitFieldComparer(ILGenerator il, FieldInfo field) =>
        il.Emit(OpCodes.Ldloca, il.DeclareLocal(KeyComparers.StructFor(field.FieldType)));

    private static void EmitFieldAddress(ILGenerator il, OpCode argument, FieldInfo field)
    {
        il.Emit(argument);
        if (!field.DeclaringType!.IsValueType)
        {
            il.Emit(OpCodes.Ldind_Ref);
        }

        il.Emit(OpCodes.Ldflda, field);
    }

    private static MethodInfo ComparerMethod(FieldInfo field, string name) => KeyComparers.StructFor(field.FieldType)
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Single(method => method.Name == name && method.GetParameters()[0].ParameterType.IsByRef);

    private static MethodInfo DerivedMethod<TKey>(string name) =>
        typeof(DerivedKeys<>).MakeGenericType(typeof(TKey)).GetMethod(name)!;
}
