// SPDX-License-Identifier: Apache-2.0
// Copyright (C) CyberMiles contributors

const PREFIX_BYTES = 16;

/** Asks a view function of a pallet, by the names in the metadata. */
export async function view(api, pallet, name, ...values) {
	const functions = api.runtimeMetadata.asV16.pallets.find((one) => one.name.eq(pallet)).viewFunctions;
	const { id, inputs, output } = functions.find((one) => one.name.eq(name));
	const encoded = Buffer.concat(inputs.map(({ type }, i) => typed(api, type, values[i]).toU8a()));
	const query = { prefix: id.slice(0, PREFIX_BYTES), suffix: id.slice(PREFIX_BYTES) };

	const answer = await api.call.runtimeViewFunction.executeViewFunction(query, `0x${encoded.toString("hex")}`);
	if (answer.isErr) throw new Error(`${pallet}.${name} is refused: ${answer.asErr.type}`);
	return typed(api, output, answer.asOk.toU8a(true));
}

function typed({ registry }, type, value) {
	return registry.createType(registry.createLookupType(type), value);
}
